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
        IReadOnlyList<NumberedCommit> commits,
        CancellationToken cancellationToken)
    {
        var doing = NumberedCommit.Doing(commits);
        var name = SqlName.Quote(TableNames.Data(table));
        var columns = SqlDialect.List(contract.LandedColumns.Select(c => c.Name).Concat(StoredColumns.Trailing.Select(c => c.Name)));
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
        IReadOnlyList<NumberedCommit> commits,
        long rows,
        CancellationToken cancellationToken)
    {
        var accepted = commits.Sum(c => c.Commit.AcceptedRows);
        if (rows == accepted)
        {
            return;
        }

        var odd = await DuckDbParts.FindOddPartAsync(session, commits.SelectMany(c => c.Commit.Parts), cancellationToken);
        throw NumberedCommit.Mismatch(commits, rows, odd);
    }

    /// <summary>Counts each commit, so that an extra row in one does not hide a missing row in another.</summary>
    private static async Task CheckEachAsync(
        DuckDbSession session,
        string doing,
        string table,
        IReadOnlyList<NumberedCommit> commits,
        CancellationToken cancellationToken)
    {
        var sequence = SqlName.Quote(StoredColumns.Sequence);
        var counts = await session.QueryAsync<SequenceRows>(
            doing,
            $"select {sequence} as Sequence, count(*) as Rows from {table} where {sequence} >= $First group by {sequence}",
            new { First = commits[0].Sequence },
            cancellationToken);
        var rows = counts.ToDictionary(c => c.Sequence, c => c.Rows);
        foreach (var commit in commits)
        {
            await CheckAsync(session, [commit], rows.GetValueOrDefault(commit.Sequence), cancellationToken);
        }
    }

    private sealed class SequenceRows
    {
        public long Sequence { get; set; }

        public long Rows { get; set; }
    }
}
