using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// How many lake commits one run loads in a transaction. A server that refuses a transaction for its size gets half as
/// many from then on; a commit is never split.
/// </summary>
internal sealed class TransactionSize(int mostCommits)
{
    public int MostCommits { get; private set; } = mostCommits;

    /// <returns>The first half of what was too much.</returns>
    public IReadOnlyList<LakeCommit> Halve(IReadOnlyList<LakeCommit> commits)
    {
        MostCommits = Math.Max(1, commits.Count / 2);
        return [.. commits.Take(MostCommits)];
    }
}
