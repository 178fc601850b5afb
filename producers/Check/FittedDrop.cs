namespace DataShare.Producers;

/// <summary>A drop and the contract version it fits.</summary>
/// <param name="CorrelationId">The producer's own, or null.</param>
/// <param name="IsNews">
/// Whether it is to land although its table has its content last: a drop of another major came since.
/// </param>
internal sealed record FittedDrop(DropFile File, ColumnFit Fit, string? CorrelationId, bool IsNews)
{
    /// <summary>Which of its rows are taken.</summary>
    public RowSelection Selection { get; init; } = RowSelection.All;

    /// <summary>Who says which version it is of.</summary>
    public required VersionStatements Stated { get; init; }

    /// <summary>What is to be told of it when it lands, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What its sidecar says that it holds; null when that is nothing.</summary>
    public ControlTotals? Totals { get; init; }
}
