using System.Numerics;
using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>Decimals of 29 to 38 digits, which <see cref="decimal"/> cannot hold.</summary>
public sealed class WideDecimalColumn : ColumnBuffer
{
    private readonly List<Int128> values = [];

    internal WideDecimalColumn(PartField field)
        : base(field)
    {
    }

    /// <param name="unscaled">The value times ten to the power of the column's scale.</param>
    public void Append(BigInteger unscaled)
    {
        values.Add((Int128)unscaled);
        MarkValue();
    }

    /// <summary>No bounds: most readers of the log parse a JSON number of 38 digits as a double.</summary>
    internal override ColumnStatistics Statistics() => new(Nulls, null, null);

    private protected override void WriteValues(WrittenRows rows, int value, int count)
    {
        var buffer = rows.Buffers.Bytes;
        buffer.Clear();
        foreach (var number in CollectionsMarshal.AsSpan(values).Slice(value, count))
        {
            PhysicalValues.Write(buffer.Add(Field.TypeLength), number);
        }

        rows.Write(buffer.Written, Field.TypeLength);
    }

    private protected override void RemoveValues(int count) => values.RemoveRange(values.Count - count, count);

    private protected override void MoveValue(int from, int to) => values[to] = values[from];
}
