namespace DataShare.Warehouse;

/// <summary>Corrects the counts of loads in the ledger.</summary>
internal static class LedgerCounts
{
    /// <returns>The commits with wrong counts.</returns>
    public static async Task<IReadOnlyList<CommitPlace>> CorrectAsync(
        ISqlSession session, LedgerSql sql, string doing, IReadOnlyList<(LoadedCommit Load, RowCounts Counts)> loads, CancellationToken cancellationToken)
    {
        var wrong = loads
            .Where(l => (l.Load.RowsInserted, l.Load.RowsUpdated, l.Load.RowsDeleted) != (l.Counts.Inserted, l.Counts.Updated, l.Counts.Deleted))
            .ToList();
        foreach (var (load, counts) in wrong)
        {
            var row = new
            {
                Dataset = load.Table.Dataset.Value,
                load.Table.Major,
                load.LakeVersion,
                RowsInserted = counts.Inserted,
                RowsUpdated = counts.Updated,
                RowsDeleted = counts.Deleted,
            };
            await session.WriteAsync(doing, sql.CorrectLoad, row, cancellationToken);
        }

        return [.. wrong.Select(w => w.Load.Place)];
    }
}
