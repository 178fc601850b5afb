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
        var loads = await ledger.LoadsAsync(session, majors.Dataset, cancellationToken);
        var shapes = await session.QueryAsync<ShapeRow>(
            "read the ledger", ledger.ShapeOf, new { Dataset = majors.Dataset.Value }, cancellationToken);
        // Tables of an earlier version get their new columns with the next load.
        var follow = shapes is [var shape] && shape.Versions == majors.Versions;
        var tables = new Dictionary<LakeTableId, IReadOnlyList<StoredRows>>();
        foreach (var table in loads.Select(l => l.Commit.Table).Distinct())
        {
            if (majors.Find(table.Major) is { } contract)
            {
                tables[table] = await CountAsync(session, sql, table, contract, follow, cancellationToken);
            }
        }

        return new LoadedRows(loads, tables);
    }

    /// <param name="follows">Whether the table has every column of the contract.</param>
    public static async Task<IReadOnlyList<StoredRows>> CountAsync(
        ISqlSession session, SqlDialect sql, LakeTableId table, DataContract contract, bool follows, CancellationToken cancellationToken)
    {
        var isKeyed = StoredColumns.IsKeyed(contract);
        var place = SqlName.Quote(StoredColumns.Place);
        var live = isKeyed ? Sum($"case when {sql.IsLive} then 1 else 0 end") : Sum("1");
        var deleted = isKeyed ? Sum($"case when {sql.IsLive} then 0 else 1 end") : Sum("0");
        var stale = follows && StoredColumns.HasStale(contract) ? Sum($"case when {SqlName.Quote(StoredColumns.Stale)} = {sql.Flag(true)} then 1 else 0 end") : Sum("0");
        var content = follows && sql.Hash(StoredColumns.Content(contract)) is { } hash
            ? $"cast(sum({(isKeyed ? $"case when {sql.IsLive} then {hash} end" : hash)}) as varchar(50))"
            : "cast(null as varchar(50))";
        return await QueryAsync(
            session,
            $"count the rows of {table}",
            $"""
            select {place} as Place, {live} as Live, {deleted} as Tombstones, {stale} as Stale, {content} as Content
            from {sql.Relation(TableNames.Data(table))}
            group by {place}
            """,
            cancellationToken);
    }

    /// <param name="sql">A query with the columns <c>Place</c>, <c>Live</c>, <c>Tombstones</c>, <c>Stale</c> and <c>Content</c>.</param>
    public static async Task<IReadOnlyList<StoredRows>> QueryAsync(
        ISqlSession session, string doing, string sql, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<CountedRows>(doing, sql, null, cancellationToken);
        return [.. rows.Select(r => new StoredRows(CommitPlace.Of(r.Place), r.Live, r.Tombstones, r.Stale) { Content = r.Content })];
    }

    private sealed class CountedRows
    {
        public long Place { get; set; }

        public long Live { get; set; }

        public long Tombstones { get; set; }

        public long Stale { get; set; }

        public string? Content { get; set; }
    }

    private static string Sum(string value) => $"cast(sum(cast({value} as bigint)) as bigint)";
}
