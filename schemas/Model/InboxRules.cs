namespace DataShare.Schemas;

/// <summary>The arrival and the format of a dataset's files (the server called <c>inbox</c>).</summary>
public sealed record InboxRules
{
    /// <summary>Null: taken from the file name (<c>.csv</c>, <c>.parquet</c>, each also with <c>.gz</c>).</summary>
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
    /// <summary>The time for which the size and time of a file must not change until it is settled. Default: 2 s.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The ending of a marker file, which shows that its file is complete (<c>orders.csv.done</c> with <c>.done</c>),
    /// or null if files settle by size and time.
    /// </summary>
    public string? MarkerSuffix { get; init; }

    public DropIdentity Identity { get; init; } = DropIdentity.Content;

    /// <summary>
    /// Whether only files that state their version come under it: other files might fit it, but have another meaning.
    /// Default: false.
    /// </summary>
    public bool IsStated { get; init; }
}

/// <summary>Decides if two drops are the same drop.</summary>
public enum DropIdentity
{
    /// <summary>The same bytes, whatever their name.</summary>
    Content,

    /// <summary>The same bytes under the same name.</summary>
    NameAndContent,
}
