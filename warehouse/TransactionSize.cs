using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// The number of lake commits that one run loads in a transaction. If a server refuses a transaction because of its size,
/// later transactions have half as many commits. A commit is never split.
/// </summary>
internal sealed class TransactionSize(int mostCommits)
{
    public int MostCommits { get; private set; } = mostCommits;

    /// <returns>The first half of the commits that were too many.</returns>
    public IReadOnlyList<LakeCommit> Halve(IReadOnlyList<LakeCommit> commits)
    {
        MostCommits = Math.Max(1, commits.Count / 2);
        return [.. commits.Take(MostCommits)];
    }
}
