using System.Numerics;
using DataShare.Schemas;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>Decimals of 29 to 38 digits, which <see cref="decimal"/> cannot hold.</summary>
public sealed class WideDecimalColumn : ColumnBuffer
{
    private readonly ColumnType type;
    private readonly List<BigDecimal> values = [];

    internal WideDecimalColumn(DataField field, ColumnType type)
        : base(field) => this.type = type;

    /// <param name="unscaled">The value times ten to the power of the column's scale.</param>
    public void Append(BigInteger unscaled)
    {
        values.Add(new BigDecimal(unscaled, type.Precision, type.Scale));
        MarkValue();
    }

    /// <summary>No bounds: a JSON number of 38 digits is read as a double by most readers of the log.</summary>
    internal override ColumnStatistics Statistics() => new(Nulls, null, null);

    internal override Task WriteAsync(ParquetRowGroupWriter writer, DataField field, CancellationToken cancellationToken) =>
        WriteValuesAsync<BigDecimal>(writer, field, values.ToArray(), cancellationToken);

    private protected override void RemoveValues(int count) => values.RemoveRange(values.Count - count, count);

    private protected override void MoveValue(int from, int to) => values[to] = values[from];

    private protected override void ForgetValues(int count) => values.RemoveRange(values.Count - count, count);
}
