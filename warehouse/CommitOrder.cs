using System.Globalization;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// The order of a dataset's commits across its tables. Each commit names the earlier commits of the other tables, so clocks do
/// not matter. If neither of two commits names the other, or an earlier version of DataShare wrote them, the time of the
/// commit decides, then the major version. So the order of two commits is always the same.
/// </summary>
internal static class CommitOrder
{
    /// <summary>
    /// The next commits of one table that can be loaded, because no commit before them waits in another table. Empty if the
    /// first commit of every table comes after a commit that was written in the meantime and not read yet.
    /// </summary>
    /// <param name="waiting">For each table with waiting commits: the commits from the first that is not loaded.</param>
    /// <param name="seen">For each table: the newest version that is loaded or waits.</param>
    public static IReadOnlyList<LakeCommit> Next(IReadOnlyList<IReadOnlyList<LakeCommit>> waiting, IReadOnlyDictionary<int, long> seen)
    {
        var first = First([.. waiting.Select(w => w[0])], seen);
        var others = waiting.Where(w => w[0].Table != first?.Table).Select(w => w[0]).ToList();
        return first is null ? [] : [.. waiting.First(w => w[0] == first).TakeWhile(c => First([c, .. others], seen) == c)];
    }

    /// <summary>The error that tables of a lake are copies from different times.</summary>
    public static WarehouseException Torn(LakeCommit commit, LakeTableId other, long version, long newest) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Lake version {commit.Version} of {commit.Table} came after version {version} of {other}, and ")
        + (newest < version
            ? string.Create(CultureInfo.InvariantCulture, $"the log of {other} ends at {newest}")
            : $"commits of {other} say that they came after it")
        + ": a part of the lake was restored from an older backup. Nothing was loaded. Restore the whole lake.");

    /// <summary>Null if each comes after a commit that is neither loaded nor in the list.</summary>
    private static LakeCommit? First(IReadOnlyList<LakeCommit> heads, IReadOnlyDictionary<int, long> seen) => heads
        .Where(h => h.After.All(a => a.Value <= seen.GetValueOrDefault(a.Key, -1) && !heads.Any(o => o.Table.Major == a.Key && o.Version <= a.Value)))
        .OrderBy(h => h.CommittedAt)
        .ThenBy(h => h.Table.Major)
        .FirstOrDefault();
}
