namespace DataShare.Lake;

/// <summary>A column of numbers, booleans, dates or times.</summary>
public sealed class ValueColumn<T> : ColumnBuffer
    where T : struct, IComparable<T>
{
    private readonly bool showBounds;
    private T[] values = [];
    private (int Values, T Minimum, T Maximum)? known;

    private bool IsSourceRow => Field.Name == PartSchema.SourceRowColumn && typeof(T) == typeof(long);

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
        if (!showBounds || typeof(T) == typeof(bool) || Bounds(0, ValueCount) is not var (minimum, maximum))
        {
            return new ColumnStatistics(Nulls, null, null);
        }

        // JSON has no NaN and no infinity; a bound that cannot be written is left out.
        return !IsWritable(minimum) || !IsWritable(maximum)
            ? new ColumnStatistics(Nulls, null, null)
            : new ColumnStatistics(Nulls, minimum, maximum);
    }

    private protected override void BeginPages(PageOutput output, int value, int count)
    {
        output.Encoding = IsSourceRow ? PageEncoding.DeltaBinaryPacked : PageEncoding.Plain;
        if (typeof(T) != typeof(bool) && Bounds(value, count) is var (minimum, maximum) && IsWritable(minimum) && IsWritable(maximum))
        {
            output.Bounds = (PlainEncoder.Bytes(Field, minimum), PlainEncoder.Bytes(Field, maximum));
        }
    }

    private protected override void EncodeValues(PageOutput output, int value, int count)
    {
        if (IsSourceRow && values is long[] numbers)
        {
            DeltaEncoder.Write(output.Data, numbers.AsSpan(value, count));
        }
        else
        {
            PlainEncoder.Write(output.Data, Field, values.AsSpan(value, count));
        }
    }

    /// <summary>The count of values follows from rows and nulls; a value no longer counted is overwritten.</summary>
    private protected override void RemoveValues(int count) => known = null;

    private protected override void MoveValue(int from, int to) => values[to] = values[from];

    /// <summary>Of some of the values. Those of all of them are asked for twice, by the pages and by the log.</summary>
    private (T Minimum, T Maximum)? Bounds(int first, int count)
    {
        if (count == 0)
        {
            return null;
        }

        if (count == ValueCount && known is var (values, lowest, highest) && values == count)
        {
            return (lowest, highest);
        }

        var (minimum, maximum) = (this.values[first], this.values[first]);
        foreach (var value in this.values.AsSpan(first + 1, count - 1))
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

        (minimum, maximum) = (Zero(minimum, -0.0), Zero(maximum, 0.0));
        if (count == ValueCount)
        {
            known = (count, minimum, maximum);
        }

        return (minimum, maximum);
    }

    /// <summary>
    /// Parquet wants -0.0 for a lowest zero and 0.0 for a highest (parquet.thrift, ColumnOrder): a column may have both, and
    /// some readers order them.
    /// </summary>
    private static T Zero(T bound, double zero) => bound is 0.0 ? (T)(object)zero : bound;

    private static bool IsWritable(T value) => value is not double number || double.IsFinite(number);
}
