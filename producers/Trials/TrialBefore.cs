namespace DataShare.Producers;

/// <summary>What came of the same file when it was taken.</summary>
/// <param name="AcceptedRows">Rows of it that landed.</param>
/// <param name="RejectedRows">The table of those that are still rejected; null when there are none.</param>
public sealed record TrialBefore(long AcceptedRows, string? RejectedRows)
{
    internal async Task<RowSet> RowsAsync(CancellationToken cancellationToken)
    {
        var rows = new RowSet();
        if (RejectedRows is not null)
        {
            await foreach (var (row, _) in DataShare.Lake.RejectedRows.PlacesAsync(RejectedRows, cancellationToken))
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
