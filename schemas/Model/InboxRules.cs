namespace DataShare.Schemas;

/// <summary>How files of a dataset arrive and what they look like (the server called <c>inbox</c>).</summary>
public sealed record InboxRules
{
    /// <summary>Null: told from the file name (<c>.csv</c>, <c>.parquet</c>, each also with <c>.gz</c>).</summary>
    public FileFormat? Format { get; init; }

    public CsvDialect Csv { get; init; } = new();

    public ArrivalRules Arrival { get; init; } = new();
}

public enum FileFormat
{
    Csv,
    Parquet,
}

public sealed record ArrivalRules
{
    /// <summary>A file is settled when its size and time have not changed for so long. Default: 2 s.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The ending of a marker file that says its neighbour is complete (<c>orders.csv.done</c> with
    /// <c>.done</c>), or null when files settle by size and time.
    /// </summary>
    public string? MarkerSuffix { get; init; }

    public DropIdentity Identity { get; init; } = DropIdentity.Content;

    /// <summary>
    /// Whether only files that say their version come under it: those of producers who have not moved may fit it, and mean
    /// something else. Default: false.
    /// </summary>
    public bool IsStated { get; init; }
}

/// <summary>What makes two drops the same drop.</summary>
public enum DropIdentity
{
    /// <summary>The same bytes, whatever their name.</summary>
    Content,

    /// <summary>The same bytes under the same name.</summary>
    NameAndContent,
}
