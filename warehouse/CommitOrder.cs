using System.Globalization;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// The order of a dataset's commits across its tables. A commit says which of the other tables' commits were there before it,
/// whatever the clocks of those who wrote them said. Where neither saw the other, or an earlier version of DataShare did not
/// say, the time of the commit decides, then the major version: of two commits alone, whoever asks and whenever.
/// </summary>
internal static class CommitOrder
{
    /// <summary>
    /// The next commits of one table that can be loaded: none came after a commit that still waits in another table. Empty when
    /// the first commit of every table came after one that was written meanwhile and not yet seen.
    /// </summary>
    /// <param name="waiting">Of each table that has any, from the first that is not loaded on.</param>
    /// <param name="seen">Of each table, the newest version that is loaded or waits.</param>
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

    /// <summary>Null when each came after one that is not among them and not loaded.</summary>
    private static LakeCommit? First(IReadOnlyList<LakeCommit> heads, IReadOnlyDictionary<int, long> seen) => heads
        .Where(h => h.After.All(a => a.Value <= seen.GetValueOrDefault(a.Key, -1) && !heads.Any(o => o.Table.Major == a.Key && o.Version <= a.Value)))
        .OrderBy(h => h.CommittedAt)
        .ThenBy(h => h.Table.Major)
        .FirstOrDefault();
}
