using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The result of the same file when it was ingested.</summary>
/// <param name="AcceptedRows">The rows that landed.</param>
/// <param name="Rejected">The entry of the rows that are still rejected; null if there are none.</param>
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
