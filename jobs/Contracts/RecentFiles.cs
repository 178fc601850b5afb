using DataShare.Lake;

namespace DataShare.Jobs;

/// <summary>What came lately under a major version, by the lake's log.</summary>
/// <param name="Rows">Accepted ones.</param>
internal sealed record RecentFiles(long Files, long Rows)
{
    /// <exception cref="LakeCorruptException">The log cannot be read.</exception>
    public static async ValueTask<RecentFiles> OfAsync(LakeStore lake, LakeTableId table, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (files, rows) = (0L, 0L);
        await foreach (var commit in lake.Table(table).CommitsAfterAsync(-1, cancellationToken))
        {
            if (commit.CommittedAt >= since)
            {
                files += commit.Drops.Count;
                rows += commit.Drops.Sum(d => d.AcceptedRows);
            }
        }

        return new RecentFiles(files, rows);
    }
}
