using System.Globalization;
using System.Text.Json;

namespace DataShare.TestKit;

/// <summary>A file of the table, by the log.</summary>
/// <param name="Rows">The number of rows in its statistics; null if there is none.</param>
public sealed record DeltaFile(string FullPath, long Bytes, long? Rows);

/// <summary>A column of the table's schema.</summary>
public sealed record DeltaColumn(string Name, string Type, bool IsNullable, JsonElement Metadata);

/// <summary>
/// Reads a Delta table's log only by the text of the public protocol, and throws for everything that the text forbids. It
/// shares no code with the lake, so if the two agree, both are probably right.
/// </summary>
public sealed class DeltaLogReplay
{
    private readonly Dictionary<string, JsonElement> adds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> removes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> transactions = new(StringComparer.Ordinal);
    private readonly string tableFolder;
    private JsonElement? protocol;
    private JsonElement? metaData;

    private DeltaLogReplay(string tableFolder) => this.tableFolder = tableFolder;

    /// <summary>-1 for a table without a commit.</summary>
    public long Version { get; private set; } = -1;

    public IReadOnlyList<DeltaColumn> Columns { get; private set; } = [];

    public JsonElement Protocol => protocol ?? throw new DeltaProtocolException("there is no protocol action");

    public JsonElement MetaData => metaData ?? throw new DeltaProtocolException("there is no metaData action");

    /// <summary>By full path.</summary>
    public IReadOnlyList<DeltaFile> Files =>
        [.. adds.Select(a => ToFile(a.Key, a.Value)).OrderBy(f => f.FullPath, StringComparer.Ordinal)];

    /// <summary>Versions by <c>appId</c>.</summary>
    public IReadOnlyDictionary<string, long> Transactions => transactions;

    public IReadOnlyCollection<string> Tombstones => removes.Keys;

    /// <summary>Replays every entry from version 0.</summary>
    /// <exception cref="DeltaProtocolException">The log or a part breaks the protocol.</exception>
    public static DeltaLogReplay FromStart(string tableFolder)
    {
        var replay = new DeltaLogReplay(tableFolder);
        replay.ReadEntries();
        return replay;
    }

    /// <summary>Starts where <c>_last_checkpoint</c> points to, as other readers do.</summary>
    /// <exception cref="DeltaProtocolException">The log, the checkpoint or a part breaks the protocol.</exception>
    public static DeltaLogReplay FromCheckpoint(string tableFolder)
    {
        var replay = new DeltaLogReplay(tableFolder);
        var (version, actions) = DeltaCheckpointFile.Read(Path.Combine(tableFolder, "_delta_log"));
        foreach (var (kind, action) in actions)
        {
            replay.Apply(kind, action);
        }

        replay.Version = version;
        replay.ReadEntries();
        return replay;
    }

    private void ReadEntries()
    {
        var log = Path.Combine(tableFolder, "_delta_log");
        var versions = Directory.Exists(log)
            ? Directory.GetFiles(log, "*.json").Select(Path.GetFileNameWithoutExtension).OfType<string>()
                .Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal).ToList()
            : [];
        foreach (var name in versions)
        {
            Require(name.Length == 20 && name.All(char.IsAsciiDigit), $"{name}.json is not named by 20 digits");
            var version = long.Parse(name, CultureInfo.InvariantCulture);
            if (version <= Version)
            {
                continue;
            }

            Require(version == Version + 1, $"version {Version + 1} is missing before {version}");
            ReadEntry(Path.Combine(log, name + ".json"), version);
            Version = version;
        }

        if (Version >= 0)
        {
            ConfirmTable();
        }
    }

    private void ReadEntry(string file, long version)
    {
        var actions = File.ReadLines(file).Select((line, i) => ParseLine(line, $"{version} line {i + 1}")).ToList();
        if (version == 0)
        {
            Require(actions.Exists(a => a.Kind == "protocol"), "version 0 has no protocol action");
            Require(actions.Exists(a => a.Kind == "metaData"), "version 0 has no metaData action");
        }

        foreach (var (kind, key) in new[] { ("add", "path"), ("remove", "path"), ("txn", "appId"), ("protocol", null), ("metaData", null) })
        {
            var twice = actions.Where(a => a.Kind == kind).GroupBy(a => key is null ? "" : a.Action.GetProperty(key).GetString())
                .FirstOrDefault(g => g.Count() > 1);
            Require(twice is null, $"version {version} has two {kind} actions for '{twice?.Key}'");
        }

        // The schema comes first, because the statistics of the same commit need it.
        foreach (var (kind, action) in actions.OrderBy(a => a.Kind == "metaData" ? 0 : 1))
        {
            Apply(kind, action);
        }
    }

    private static (string Kind, JsonElement Action) ParseLine(string line, string where)
    {
        try
        {
            var properties = JsonDocument.Parse(line).RootElement.EnumerateObject().ToList();
            Require(properties.Count == 1, $"version {where} holds {properties.Count} actions, expected one");
            DeltaFields.Check(properties[0].Name, properties[0].Value, where);
            return (properties[0].Name, properties[0].Value);
        }
        catch (JsonException e)
        {
            throw new DeltaProtocolException($"version {where} is not JSON: {e.Message}");
        }
    }

    private void Apply(string kind, JsonElement action)
    {
        switch (kind)
        {
            case "protocol":
                protocol = action;
                break;
            case "metaData":
                metaData = action;
                Columns = DeltaFields.Columns(action.GetProperty("schemaString").GetString()!);
                break;
            case "txn":
                transactions[action.GetProperty("appId").GetString()!] = action.GetProperty("version").GetInt64();
                break;
            case "add":
                adds[action.GetProperty("path").GetString()!] = action;
                removes.Remove(action.GetProperty("path").GetString()!);
                DeltaStatistics.Check(action, Columns);
                break;
            case "remove":
                var path = action.GetProperty("path").GetString()!;
                adds.Remove(path);
                removes[path] = action;
                break;
            default:
                // commitInfo and unknown actions are skipped.
                break;
        }
    }

    private void ConfirmTable()
    {
        DeltaFields.CheckFeatures(Protocol, Columns);
        foreach (var file in Files)
        {
            Require(File.Exists(file.FullPath), $"'{file.FullPath}' is in the log and not in the folder");
            var bytes = new FileInfo(file.FullPath).Length;
            Require(bytes == file.Bytes, $"'{file.FullPath}' has {bytes} bytes, the log says {file.Bytes}");
        }
    }

    private DeltaFile ToFile(string path, JsonElement add) => new(
        Path.Combine(tableFolder, Uri.UnescapeDataString(path)),
        add.GetProperty("size").GetInt64(),
        DeltaStatistics.Rows(add));

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new DeltaProtocolException(otherwise);
        }
    }
}
