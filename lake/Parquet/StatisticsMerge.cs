namespace DataShare.Lake;

/// <summary>Merges the statistics of a part's row groups.</summary>
internal static class StatisticsMerge
{
    public static ColumnStatistics Of(ColumnStatistics left, ColumnStatistics right) =>
        new(
            left.NullCount + right.NullCount,
            Bound(left.Minimum, right.Minimum, sign: -1),
            Bound(left.Maximum, right.Maximum, sign: 1));

    /// <summary>
    /// If one side has no bound, the result has none, even if all values of that side are null: a missing bound never misleads
    /// a reader.
    /// </summary>
    private static object? Bound(object? left, object? right, int sign) => (left, right) switch
    {
        (string l, string r) => string.CompareOrdinal(l, r) * sign >= 0 ? l : r,
        (IComparable l, IComparable r) => l.CompareTo(r) * sign >= 0 ? l : r,
        _ => null,
    };
}
