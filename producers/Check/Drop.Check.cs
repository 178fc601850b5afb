namespace DataShare.Producers;

/// <summary>The properties that the check of the rows sets.</summary>
internal sealed partial record Drop
{
    /// <summary>The rows that are checked.</summary>
    public RowSelection Selection { get; init; } = RowSelection.All;

    public long AcceptedRows { get; init; }

    public long RejectedRows { get; init; }

    /// <summary>The folder of its rejected rows; null when there are none.</summary>
    public string? QuarantineFolder { get; init; }
}
