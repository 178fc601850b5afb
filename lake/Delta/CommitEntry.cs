using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>Turns a draft into the log entry that follows a state.</summary>
internal static class CommitEntry
{
    /// <summary>The SHA-256 of a part's bytes.</summary>
    public const string HashTag = "datashare.sha256";

    private const string ContractKey = "datashare.contract";
    private const string LoadIdTag = "datashare.loadId";
    private const string ContractTag = "datashare.contract";

    /// <summary>The tag of a part with earlier rows that stay, because the new rows with their keys were rejected.</summary>
    public const string KeptTag = "datashare.kept";

    /// <param name="after">By major version, the newest commit of the dataset's other tables.</param>
    /// <exception cref="InvalidOperationException">
    /// The contract does not fit the table, or a part's name is in use.
    /// </exception>
    public static IReadOnlyList<LogLine> Lines(LakeTableId table, CommitDraft draft, TableState state, IReadOnlyDictionary<int, long> after, DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        var lines = new List<LogLine> { new() { CommitInfo = Info(draft, state, after, milliseconds) } };
        AddSchema(lines, table, draft.Contract, state, milliseconds);
        foreach (var key in draft.Drops.SelectMany(d => d.Identities.Union(Amended(d, draft, state)), (d, identity) => new DropKey(identity, d.LoadId)))
        {
            lines.Add(new() { Txn = new() { AppId = key.AppId, Version = state.Version + 1, LastUpdated = milliseconds } });
        }

        var removed = Replaces(draft) ? state.Adds : draft.KeptParts is null ? [] : state.Adds.Where(IsKept);
        lines.AddRange(removed.Select(a => new LogLine { Remove = Removed(a, milliseconds) }));
        lines.AddRange(draft.Parts.Select(p => new LogLine { Add = Added(p, draft, state, milliseconds) }));
        lines.AddRange((draft.KeptParts ?? []).Select(p => Added(p, draft, state, milliseconds)).Select(a => new LogLine
        {
            Add = a with { Tags = new Dictionary<string, string>(a.Tags!, StringComparer.Ordinal) { [KeptTag] = "true" } },
        }));
        return lines;
    }

    public static bool IsKept(AddAction add) => add.Tags?.ContainsKey(KeptTag) is true;

    private static bool Replaces(CommitDraft draft) => draft.Contract.Write.Mode is WriteMode.Snapshot && !draft.Amends;

    /// <summary>An amended snapshot still counts as the same content.</summary>
    private static IEnumerable<string> Amended(CommittedDrop drop, CommitDraft draft, TableState state) =>
        draft.Amends && state.Last is { } last && last.LoadId == drop.ReplayOf ? last.Identities : [];

    /// <summary>The sealed entry, one action in each line.</summary>
    public static byte[] Bytes(IReadOnlyList<LogLine> lines)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = DeltaJson.Encoder });
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(writer, line, DeltaJson.Lines.LogLine);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }

        var bytes = buffer.WrittenSpan.ToArray();
        EntrySeal.Close(bytes);
        return bytes;
    }

    private static CommitInfoAction Info(CommitDraft draft, TableState state, IReadOnlyDictionary<int, long> after, long milliseconds)
    {
        var replaces = Replaces(draft);
        return new CommitInfoAction
        {
            Timestamp = milliseconds,
            Operation = "WRITE",
            OperationParameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                // A merge only adds rows here; the warehouse merges them.
                ["mode"] = replaces ? "Overwrite" : "Append",
                ["partitionBy"] = "[]",
            },
            EngineInfo = "DataShare",
            Own = new OwnFacts
            {
                ReplacesAll = replaces,
                PreviousSha256 = state.EntrySha256,
                EntrySha256 = EntrySeal.Open,
                Drops = [.. draft.Drops.Select(Entry)],
                Kept = draft.KeptParts?.Sum(p => p.Rows),
                Amends = draft.Amends ? true : null,
                After = after.Count > 0 ? after : null,
            },
        };
    }

    private static void AddSchema(
        List<LogLine> lines, LakeTableId table, DataContract contract, TableState state, long milliseconds)
    {
        var writtenBy = ContractVersion.TryParse(state.MetaData?.Configuration.GetValueOrDefault(ContractKey));
        // An older contract may still be in use next to a newer one. The two must not overwrite each other's descriptions.
        var mayReword = writtenBy is not { } version || contract.Version >= version;
        var schema = DeltaSchema.Merge(state.MetaData?.SchemaString, contract, mayReword);
        if (state.Protocol is null || (DeltaSchema.HasLocalTimestamps(schema) && !TableProtocol.AllowsLocalTimestamps(state.Protocol)))
        {
            lines.Add(new() { Protocol = TableProtocol.For(DeltaSchema.HasLocalTimestamps(schema)) });
        }

        if (schema == state.MetaData?.SchemaString)
        {
            return;
        }

        var metaData = state.MetaData ?? new MetaDataAction
        {
            Id = TableGuid(table),
            Name = table.ToString(),
            SchemaString = schema,
            CreatedTime = milliseconds,
        };
        var configuration = new Dictionary<string, string>(metaData.Configuration, StringComparer.Ordinal);
        if (mayReword)
        {
            configuration[ContractKey] = contract.Version.ToString();
        }

        lines.Add(new()
        {
            MetaData = metaData with
            {
                SchemaString = schema,
                Description = mayReword ? contract.Title : metaData.Description,
                Configuration = configuration,
            },
        });
    }

    private static AddAction Added(TablePart part, CommitDraft draft, TableState state, long milliseconds)
    {
        var path = PartPath.Encode(part.Name);
        if (state.IsActive(path))
        {
            throw new InvalidOperationException(
                $"Part '{part.Name}' is already in the table. Nothing was committed. A part's name is made from its " +
                "load id and used once.");
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { [ContractTag] = draft.Contract.Version.ToString() };
        // With several drops, each row still knows its own, and commitInfo lists them.
        if (draft.Drops is [var only])
        {
            tags[LoadIdTag] = only.LoadId.Value;
        }

        if (part.Hash is { } hash)
        {
            tags[HashTag] = hash.Value;
        }

        return new AddAction
        {
            Path = path,
            Size = part.Bytes,
            ModificationTime = milliseconds,
            DataChange = true,
            Stats = PartStatistics.Json(part, draft.Contract),
            Tags = tags,
        };
    }

    private static RemoveAction Removed(AddAction add, long milliseconds) => new()
    {
        Path = add.Path,
        DeletionTimestamp = milliseconds,
        DataChange = true,
        ExtendedFileMetadata = true,
        PartitionValues = add.PartitionValues,
        Size = add.Size,
        // With extended metadata the protocol requires tags, even if there are none.
        Tags = add.Tags ?? new Dictionary<string, string>(),
    };

    private static DropEntry Entry(CommittedDrop drop) => new()
    {
        LoadId = drop.LoadId.Value,
        Identity = drop.Identity,
        Name = drop.Name,
        Sha256 = drop.Hash.Value,
        Bytes = drop.Bytes,
        Contract = drop.Contract.ToString(),
        Accepted = drop.AcceptedRows,
        Rejected = drop.RejectedRows,
        CorrelationId = drop.CorrelationId,
        ReplayOf = drop.ReplayOf?.Value,
        Notes = drop.Notes.Count > 0 ? drop.Notes : null,
        Archive = drop.Archive,
        WrittenAt = drop.WrittenAt,
    };

    /// <summary>The id depends only on the table's name, so that a rebuilt lake has the same ids.</summary>
    private static string TableGuid(LakeTableId table) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"datashare/{table}")).AsSpan(0, 16)).ToString("D");
}
