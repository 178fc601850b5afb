namespace DataShare.Lake;

/// <summary>A column of bytes. It has no bounds in the log: Delta has none for binary.</summary>
public sealed class BinaryColumn : ColumnBuffer
{
    private readonly List<ReadOnlyMemory<byte>> values = [];
    private long bytes;

    internal BinaryColumn(PartField field)
        : base(field)
    {
    }

    /// <param name="value">Not copied: it must not change afterwards.</param>
    public void Append(ReadOnlyMemory<byte> value)
    {
        values.Add(value);
        bytes += value.Length;
        MarkValue();
    }

    public override long PayloadBytes => bytes;

    internal override ColumnStatistics Statistics() => new(Nulls, null, null);

    private protected override void WriteValues(WrittenRows rows, int value, int count)
    {
        var buffer = rows.Buffers.Bytes;
        var places = rows.Buffers.Places.AsSpan(0, count);
        buffer.Clear();
        for (var i = 0; i < count; i++)
        {
            var bytes = values[value + i];
            places[i] = (buffer.Length, bytes.Length);
            bytes.Span.CopyTo(buffer.Add(bytes.Length));
        }

        rows.Write(buffer.Written, places);
    }

    private protected override int Fitting(int value, int count) => FittingBytes(value, count);

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
