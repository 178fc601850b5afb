using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>What came of the same file when it was taken.</summary>
/// <param name="AcceptedRows">Rows of it that landed.</param>
/// <param name="Rejected">The entry of those that are still rejected; null when there are none.</param>
public sealed record TrialBefore(long AcceptedRows, QuarantinedLoad? Rejected)
{
    internal async Task<RowSet> RowsAsync(CancellationToken cancellationToken)
    {
        var rows = new RowSet();
        if (Rejected?.RejectedRowsTable is { } table)
        {
            await foreach (var (row, _) in RejectedRows.PlacesAsync(table, cancellationToken))
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
