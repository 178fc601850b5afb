using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Adds the rows of commits to a table, and checks that each row was added once.</summary>
internal static class DuckDbAppend
{
    private static readonly DuckDbDialect Sql = new();

    public static async Task RunAsync(
        DuckDbSession session,
        LakeTableId table,
        DataContract contract,
        IReadOnlyList<PlacedCommit> commits,
        CancellationToken cancellationToken)
    {
        var doing = PlacedCommit.Doing(commits);
        var name = SqlName.Quote(TableNames.Data(table));
        var columns = SqlDialect.List(contract.LandedColumns.Select(c => c.Name).Concat(StoredColumns.Added.Select(c => c.Name)));
        var stored = await session.ExecuteAsync(
            doing,
            $"insert into {name} ({columns})\n{DuckDbParts.Select(commits, contract)}",
            cancellationToken);
        await CheckAsync(session, commits, stored, cancellationToken);
        if (commits.Count > 1)
        {
            await CheckEachAsync(session, doing, name, commits, cancellationToken);
        }
    }

    /// <exception cref="WarehouseException">The number of rows differs from the number that the commits accepted.</exception>
    public static async Task CheckAsync(
        DuckDbSession session,
        IReadOnlyList<PlacedCommit> commits,
        long rows,
        CancellationToken cancellationToken)
    {
        var accepted = commits.Sum(c => c.Commit.AcceptedRows);
        if (rows == accepted)
        {
            return;
        }

        var odd = await DuckDbParts.FindOddPartAsync(session, commits.SelectMany(c => c.Commit.Parts), cancellationToken);
        throw PlacedCommit.Mismatch(commits, rows, odd);
    }

    /// <summary>Counts each commit, so that an extra row in one does not hide a missing row in another.</summary>
    private static async Task CheckEachAsync(
        DuckDbSession session,
        string doing,
        string table,
        IReadOnlyList<PlacedCommit> commits,
        CancellationToken cancellationToken)
    {
        var version = SqlName.Quote(StoredColumns.LakeVersion);
        var counts = await session.QueryAsync<VersionRows>(
            doing,
            $"select {version} as LakeVersion, count(*) as Rows from {table} where {version} >= $First group by {version}",
            new { First = commits[0].Commit.Version },
            cancellationToken);
        var rows = counts.ToDictionary(c => c.LakeVersion, c => c.Rows);
        foreach (var commit in commits)
        {
            await CheckAsync(session, [commit], rows.GetValueOrDefault(commit.Commit.Version), cancellationToken);
        }
    }

    private sealed class VersionRows
    {
        public long LakeVersion { get; set; }

        public long Rows { get; set; }
    }
}
