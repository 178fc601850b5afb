using System.Text.Json.Serialization;

namespace DataShare.Lake;

// The actions of the public Delta protocol, under its own names, as far as this lake writes and reads them. Unknown
// actions and fields are skipped, as the protocol asks.

/// <summary>A line of a log entry. Exactly one property is set.</summary>
internal sealed record LogLine
{
    public CommitInfoAction? CommitInfo { get; init; }

    public ProtocolAction? Protocol { get; init; }

    public MetaDataAction? MetaData { get; init; }

    public TxnAction? Txn { get; init; }

    public RemoveAction? Remove { get; init; }

    public AddAction? Add { get; init; }
}

internal sealed record ProtocolAction
{
    public required int MinReaderVersion { get; init; }

    public required int MinWriterVersion { get; init; }

    public IReadOnlyList<string>? ReaderFeatures { get; init; }

    public IReadOnlyList<string>? WriterFeatures { get; init; }
}

internal sealed record MetaDataAction
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public FileFormatSpecification Format { get; init; } = new();

    public required string SchemaString { get; init; }

    public IReadOnlyList<string> PartitionColumns { get; init; } = [];

    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    public long? CreatedTime { get; init; }
}

internal sealed record FileFormatSpecification
{
    public string Provider { get; init; } = "parquet";

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}

/// <summary>A writer and its last version. Here each identity of a drop is a writer, so the table knows its drops for ever.</summary>
internal sealed record TxnAction
{
    public required string AppId { get; init; }

    public required long Version { get; init; }

    public long? LastUpdated { get; init; }
}

internal sealed record AddAction
{
    /// <summary>The path relative to the table's folder, URL-encoded.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> PartitionValues { get; init; } = new Dictionary<string, string>();

    public required long Size { get; init; }

    public required long ModificationTime { get; init; }

    public required bool DataChange { get; init; }

    /// <summary>The statistics as JSON in a string.</summary>
    public string? Stats { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

internal sealed record RemoveAction
{
    public required string Path { get; init; }

    public long? DeletionTimestamp { get; init; }

    public required bool DataChange { get; init; }

    public bool? ExtendedFileMetadata { get; init; }

    public IReadOnlyDictionary<string, string>? PartitionValues { get; init; }

    public long? Size { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

internal sealed record CommitInfoAction
{
    public long? Timestamp { get; init; }

    public string? Operation { get; init; }

    public IReadOnlyDictionary<string, string>? OperationParameters { get; init; }

    public string? EngineInfo { get; init; }

    /// <summary>The facts that only DataShare writes; null in a commit of another program.</summary>
    [JsonPropertyName("datashare")]
    public OwnFacts? Own { get; init; }
}

internal sealed record OwnFacts
{
    /// <summary>Whether the commit replaces all earlier rows, even if there were none.</summary>
    public bool ReplacesAll { get; init; }

    /// <summary>The SHA-256 of the bytes of the previous entry; null in the first entry.</summary>
    public string? PreviousSha256 { get; init; }

    /// <summary>The SHA-256 of this entry, as <see cref="EntrySeal"/> computes it; null in an entry of an older version.</summary>
    public string? EntrySha256 { get; init; }

    public IReadOnlyList<DropEntry> Drops { get; init; } = [];

    /// <summary>The number of rows in kept parts; null if the commit says nothing about such rows.</summary>
    public long? Kept { get; init; }

    /// <summary>True if the commit adds to the current snapshot; otherwise null.</summary>
    public bool? Amends { get; init; }

    /// <summary>By major version: the newest earlier commit of each of the dataset's other tables; null if there is none.</summary>
    public IReadOnlyDictionary<int, long>? After { get; init; }
}

internal sealed record DropEntry
{
    public required string LoadId { get; init; }

    public required string Identity { get; init; }

    public required string Name { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required string Contract { get; init; }

    public required long Accepted { get; init; }

    public required long Rejected { get; init; }

    public string? CorrelationId { get; init; }

    public string? ReplayOf { get; init; }

    public IReadOnlyList<string>? Notes { get; init; }

    public string? Archive { get; init; }

    public DateTimeOffset? WrittenAt { get; init; }
}
