using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>A column of bytes. The log gets no bounds of it: Delta has none for binary.</summary>
public sealed class BinaryColumn : ColumnBuffer
{
    private readonly List<ReadOnlyMemory<byte>> values = [];
    private long bytes;

    internal BinaryColumn(PartField field)
        : base(field)
    {
    }

    /// <param name="value">Kept as it is: it must not change afterwards.</param>
    public void Append(ReadOnlyMemory<byte> value)
    {
        values.Add(value);
        bytes += value.Length;
        MarkValue();
    }

    public override long PayloadBytes => bytes;

    internal override ColumnStatistics Statistics() => new(Nulls, null, null);

    private protected override void EncodeValues(PageOutput output, int value, int count)
    {
        foreach (var bytes in CollectionsMarshal.AsSpan(values).Slice(value, count))
        {
            output.Data.AddInt32(bytes.Length);
            bytes.Span.CopyTo(output.Data.Add(bytes.Length));
        }
    }

    private protected override int FitPage(int value, int count)
    {
        var room = (long)PageOutput.PageBytes;
        for (var fitting = 0; fitting < count; fitting++)
        {
            room -= sizeof(int) + values[value + fitting].Length;
            if (room < 0)
            {
                return Math.Max(1, fitting);
            }
        }

        return count;
    }

    private protected override int BytesOf(int value) => values[value].Length;

    private protected override void RemoveValues(int count)
    {
        foreach (var value in values.Skip(values.Count - count))
        {
            bytes -= value.Length;
        }

        values.RemoveRange(values.Count - count, count);
    }

    private protected override void MoveValue(int from, int to) => (values[to], values[from]) = (values[from], values[to]);
}
