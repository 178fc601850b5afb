using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Counts the rows of each load in the tables.</summary>
internal static class RowCounting
{
    /// <summary>Reads ledger and tables at one moment.</summary>
    public static async Task<LoadedRows> CountAsync(
        ISqlSession session, SqlDialect sql, LedgerSql ledger, DatasetMajors majors, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: true, cancellationToken);
        var rows = await session.QueryAsync<LoadRow>(
            "read the ledger", ledger.LoadsInOrder, new { Dataset = majors.Dataset.Value }, cancellationToken);
        IReadOnlyList<LoadRecord> loads = [.. rows.Select(r => r.ToRecord())];
        var shapes = await session.QueryAsync<ShapeRow>(
            "read the ledger", ledger.ShapeOf, new { Dataset = majors.Dataset.Value }, cancellationToken);
        // Tables of an earlier version get their new columns with the next load.
        var follow = shapes is [var shape] && shape.Versions == majors.Versions;
        var tables = new Dictionary<LakeTableId, IReadOnlyList<StoredRows>>();
        foreach (var table in loads.Select(l => l.Commit.Table).Distinct())
        {
            if (majors.Find(table.Major) is { } contract)
            {
                tables[table] = await CountAsync(session, sql, table, contract, follow && StoredColumns.HasStale(contract), cancellationToken);
            }
        }

        return new LoadedRows(loads, tables);
    }

    public static Task<IReadOnlyList<StoredRows>> CountAsync(
        ISqlSession session, SqlDialect sql, LakeTableId table, DataContract contract, bool hasStale, CancellationToken cancellationToken)
    {
        var isKeyed = StoredColumns.IsKeyed(contract);
        var sequence = SqlName.Quote(StoredColumns.Sequence);
        var live = isKeyed ? Sum($"case when {sql.IsLive} then 1 else 0 end") : Sum("1");
        var deleted = isKeyed ? Sum($"case when {sql.IsLive} then 0 else 1 end") : Sum("0");
        var stale = hasStale ? Sum($"case when {SqlName.Quote(StoredColumns.Stale)} = {sql.Flag(true)} then 1 else 0 end") : Sum("0");
        return session.QueryAsync<StoredRows>(
            $"count the rows of {table}",
            $"""
            select {sequence} as Sequence, {live} as Live, {deleted} as Tombstones, {stale} as Stale
            from {sql.Relation(TableNames.Data(table))}
            group by {sequence}
            """,
            null,
            cancellationToken);
    }

    private static string Sum(string value) => $"cast(sum(cast({value} as bigint)) as bigint)";
}
