namespace DataShare.Warehouse;

/// <summary>Groups of consecutive commits of one table, which are stored together.</summary>
internal static class CommitGroups
{
    /// <summary>The most rows that one statement stores, unless one commit has more.</summary>
    private const long MostRows = 1_000_000;

    private const int MostCommits = 1000;

    /// <summary>Groups consecutive commits of one table.</summary>
    public static IEnumerable<IReadOnlyList<PlacedCommit>> Of(IReadOnlyList<PlacedCommit> commits)
    {
        var together = new List<PlacedCommit>();
        foreach (var commit in commits)
        {
            if (together.Count > 0
                && (together[0].Commit.Table != commit.Commit.Table || together.Count == MostCommits
                    || together.Sum(c => c.Commit.AcceptedRows) + commit.Commit.AcceptedRows > MostRows))
            {
                yield return together;
                together = [];
            }

            together.Add(commit);
        }

        if (together.Count > 0)
        {
            yield return together;
        }
    }
}
