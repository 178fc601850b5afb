using Parquet;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>A column of bytes. The log gets no bounds of it: Delta has none for binary.</summary>
public sealed class BinaryColumn : ColumnBuffer
{
    private readonly List<ReadOnlyMemory<byte>> values = [];
    private long bytes;

    internal BinaryColumn(DataField field)
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

    internal override Task WriteAsync(ParquetRowGroupWriter writer, DataField field, CancellationToken cancellationToken) =>
        WriteValuesAsync<ReadOnlyMemory<byte>>(writer, field, values.ToArray(), cancellationToken);

    private protected override void RemoveValues(int count)
    {
        foreach (var value in values.Skip(values.Count - count))
        {
            bytes -= value.Length;
        }

        values.RemoveRange(values.Count - count, count);
    }

    private protected override void MoveValue(int from, int to) => (values[to], values[from]) = (values[from], values[to]);

    private protected override void ForgetValues(int count) => RemoveValues(count);
}
