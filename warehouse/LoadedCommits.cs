using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>Reads from the lake the commits that the ledger says were loaded.</summary>
internal static class LoadedCommits
{
    /// <summary>All commits up to the last loaded one of each table, by table.</summary>
    public static async ValueTask<IReadOnlyList<LakeCommit>> ReadAsync(LakeStore lake, IReadOnlyList<LoadRecord> loads, CancellationToken cancellationToken)
    {
        var commits = new List<LakeCommit>();
        foreach (var loaded in loads.Select(l => l.Commit).GroupBy(l => l.Table))
        {
            var last = loaded.Max(l => l.LakeVersion);
            await foreach (var commit in lake.Table(loaded.Key).CommitsAfterAsync(-1, cancellationToken))
            {
                if (commit.Version > last)
                {
                    break;
                }

                commits.Add(commit);
            }
        }

        return commits;
    }
}
