namespace DataShare.Lake;

/// <summary>A column of numbers, booleans, dates or times.</summary>
public sealed class ValueColumn<T> : ColumnBuffer
    where T : struct, IComparable<T>
{
    private readonly bool showBounds;
    private T[] values = [];

    internal ValueColumn(PartField field, bool showBounds)
        : base(field) => this.showBounds = showBounds;

    public void Append(T value)
    {
        var at = ValueCount;
        if (at == values.Length)
        {
            Array.Resize(ref values, Math.Max(1024, at * 2));
        }

        values[at] = value;
        MarkValue();
    }

    internal override ColumnStatistics Statistics()
    {
        if (!showBounds || typeof(T) == typeof(bool) || Bounds() is not var (minimum, maximum))
        {
            return new ColumnStatistics(Nulls, null, null);
        }

        // JSON has no NaN and no infinity: such a bound is omitted.
        return !IsWritable(minimum) || !IsWritable(maximum)
            ? new ColumnStatistics(Nulls, null, null)
            : new ColumnStatistics(Nulls, minimum, maximum);
    }

    private protected override void WriteValues(WrittenRows rows, int value, int count) =>
        PhysicalValues.Write<T>(rows, Field, values.AsSpan(value, count));

    private protected override void RemoveValues(int count)
    {
        // The number of values follows from rows and nulls; later values overwrite the removed ones.
    }

    private protected override void MoveValue(int from, int to) => values[to] = values[from];

    private (T Minimum, T Maximum)? Bounds()
    {
        if (ValueCount == 0)
        {
            return null;
        }

        var (minimum, maximum) = (values[0], values[0]);
        foreach (var value in values.AsSpan(1, ValueCount - 1))
        {
            if (value.CompareTo(minimum) < 0)
            {
                minimum = value;
            }
            else if (value.CompareTo(maximum) > 0)
            {
                maximum = value;
            }
        }

        return (Zero(minimum, -0.0), Zero(maximum, 0.0));
    }

    /// <summary>
    /// Parquet requires -0.0 for a zero minimum and 0.0 for a zero maximum (parquet.thrift, ColumnOrder): a column may have both, and
    /// some readers sort one before the other.
    /// </summary>
    private static T Zero(T bound, double zero) => bound is 0.0 ? (T)(object)zero : bound;

    private static bool IsWritable(T value) => value is not double number || double.IsFinite(number);
}
