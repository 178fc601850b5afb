namespace DataShare.Lake;

/// <summary>The statistics of a part from those of its row groups.</summary>
internal static class StatisticsMerge
{
    public static ColumnStatistics Of(ColumnStatistics left, ColumnStatistics right) =>
        new(
            left.NullCount + right.NullCount,
            Bound(left.Minimum, right.Minimum, sign: -1),
            Bound(left.Maximum, right.Maximum, sign: 1));

    /// <summary>
    /// A bound that one side does not know is not known at all, also when that side was all null: leaving a
    /// bound out never misleads a reader.
    /// </summary>
    private static object? Bound(object? left, object? right, int sign) => (left, right) switch
    {
        (string l, string r) => string.CompareOrdinal(l, r) * sign >= 0 ? l : r,
        (IComparable l, IComparable r) => l.CompareTo(r) * sign >= 0 ? l : r,
        _ => null,
    };
}
