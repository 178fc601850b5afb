using Parquet;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>A column of numbers, booleans, dates or times.</summary>
public sealed class ValueColumn<T> : ColumnBuffer
    where T : struct, IComparable<T>
{
    private readonly bool showBounds;
    private T[] values = [];

    internal ValueColumn(DataField field, bool showBounds)
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
        if (ValueCount == 0 || !showBounds || typeof(T) == typeof(bool))
        {
            return new ColumnStatistics(Nulls, null, null);
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

        // JSON has no NaN and no infinity; a bound that cannot be written is left out.
        return !IsWritable(minimum) || !IsWritable(maximum)
            ? new ColumnStatistics(Nulls, null, null)
            : new ColumnStatistics(Nulls, minimum, maximum);
    }

    internal override Task WriteAsync(ParquetRowGroupWriter writer, DataField field, CancellationToken cancellationToken) =>
        WriteValuesAsync<T>(writer, field, values.AsMemory(0, ValueCount), cancellationToken);

    private static bool IsWritable(T value) => value is not double number || double.IsFinite(number);

    private protected override void RemoveValues(int count)
    {
        // The count of values follows from rows and nulls; a value no longer counted is overwritten.
    }

    private protected override void MoveValue(int from, int to) => values[to] = values[from];
}
