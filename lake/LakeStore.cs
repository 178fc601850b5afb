using System.Collections.Concurrent;
using System.Globalization;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>A lake: raw bytes, tables, quarantine. Several threads and processes can use it at once.</summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class LakeStore(LakeLayout layout, TimeProvider time, ILoggerFactory loggers, StepBorder? border = null)
{
    private readonly ConcurrentDictionary<LakeTableId, Lazy<DeltaTable>> tables = new();
    private readonly ILogger tableLogger = loggers.CreateLogger<DeltaTable>();

    public LakeLayout Layout => layout;

    public RawStore Raw { get; } = new(layout, loggers.CreateLogger<RawStore>(), border);

    public QuarantineStore Quarantine { get; } = new(layout, border);

    public PublishedContracts Contracts { get; } = new(layout, time, border: border);

    /// <summary>The table, even if it has no commit yet; the same instance for the same id.</summary>
    public DeltaTable Table(LakeTableId id) => tables.GetOrAdd(
        id, key => new Lazy<DeltaTable>(() => new DeltaTable(key, layout.TableFolder(key), time, tableLogger, border, () => Others(key)))).Value;

    /// <summary>The tables that have a log, by dataset and major version.</summary>
    internal IReadOnlyList<LakeTableId> Tables() =>
    [
        .. Folders(layout.TablesFolder)
            .Select(f => DatasetName.TryParse(Path.GetFileName(f)))
            .OfType<DatasetName>()
            .OrderBy(d => d.Value, StringComparer.Ordinal)
            .SelectMany(TablesOf),
    ];

    /// <summary>The tables of one dataset, by major version.</summary>
    public IReadOnlyList<LakeTableId> TablesOf(DatasetName dataset) =>
        [.. TablesOf(dataset, new FolderLooks(time)).Where(t => Directory.Exists(Path.Combine(layout.TableFolder(t), LogFolder.FolderName)))];

    /// <summary>The tables that have a folder, even without a log; for repeated scans.</summary>
    public IReadOnlyList<LakeTableId> TablesOf(DatasetName dataset, FolderLooks looks) =>
    [
        .. looks.In(Path.Combine(layout.TablesFolder, dataset.Value))
            .Where(e => e.IsFolder)
            .Select(e => Major(e.Name))
            .OfType<int>()
            .Order()
            .Select(major => new LakeTableId(dataset, major)),
    ];

    /// <summary>The last drop of a dataset, under any major, and its table; null before the first.</summary>
    /// <exception cref="LakeCorruptException">A log cannot be read.</exception>
    public async ValueTask<(DeltaTable Table, LastDrop Drop)?> LastDropAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        var last = new List<(DeltaTable Table, LastDrop Drop, IReadOnlyDictionary<int, long> After)>();
        foreach (var table in TablesOf(dataset).Select(Table))
        {
            if (await table.LastDropAsync(cancellationToken) is { } drop)
            {
                last.Add((table, drop, await table.AfterAsync(drop, cancellationToken)));
            }
        }

        // Each commit names the commits before it. The clock decides only if neither of two commits names the other.
        return last
            .Where(l => !last.Exists(o => o.After.TryGetValue(l.Table.Id.Major, out var seen) && seen >= l.Drop.Version))
            .OrderByDescending(l => (l.Drop.CommittedAt, l.Drop.LoadId))
            .Select(l => ((DeltaTable, LastDrop)?)(l.Table, l.Drop))
            .FirstOrDefault();
    }

    private IEnumerable<DeltaTable> Others(LakeTableId id) => TablesOf(id.Dataset).Where(t => t != id).Select(Table);

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];

    private static int? Major(string folderName) =>
        folderName.StartsWith('v') && int.TryParse(folderName.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : null;
}
