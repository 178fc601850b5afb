using System.Globalization;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>A column of a row group that the contract does not have, whose values are kept as texts.</summary>
internal abstract class RescuedParquetColumn : IDisposable
{
    /// <summary>Moves to the next row; null when its value is null.</summary>
    public abstract string? Next();

    public abstract void Dispose();

    /// <summary>How the column is read, or null when its values have no text.</summary>
    public static Func<IParquetValues, RescuedParquetColumn>? Reader(ParquetInputColumn column) =>
        column.Type is null
            ? null
            : Of<bool>(column, v => v ? "true" : "false")
                ?? Number<sbyte>(column) ?? Number<byte>(column) ?? Number<short>(column) ?? Number<ushort>(column)
                ?? Number<int>(column) ?? Number<uint>(column) ?? Number<long>(column) ?? Number<ulong>(column)
                ?? Number<float>(column) ?? Number<double>(column) ?? Number<decimal>(column)
                ?? Of<UnscaledDecimal>(column, v => v.ToString())
                ?? Of<Guid>(column, v => v.ToString("D"))
                ?? Of<DateOnly>(column, v => v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                ?? Of<DateTime>(column, v => v.ToString(TimeForm(column), CultureInfo.InvariantCulture))
                ?? Of<ReadOnlyMemory<char>>(column, v => v.ToString())
                ?? Of<ReadOnlyMemory<byte>>(column, v => Convert.ToBase64String(v.Span));

    private static string TimeForm(ParquetInputColumn column) => column switch
    {
        { IsDate: true } => "yyyy-MM-dd",
        { IsUtc: true } => "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        _ => "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    };

    private static Func<IParquetValues, RescuedParquetColumn>? Number<T>(ParquetInputColumn column)
        where T : struct, IFormattable => Of<T>(column, v => v.ToString(null, CultureInfo.InvariantCulture));

    private static Func<IParquetValues, RescuedParquetColumn>? Of<T>(ParquetInputColumn column, Func<T, string> text)
        where T : struct =>
        column.Type == typeof(T) ? values => new Typed<T>((ParquetValues<T>)values, text) : null;

    private sealed class Typed<T>(ParquetValues<T> values, Func<T, string> text) : RescuedParquetColumn
        where T : struct
    {
        public override string? Next() => values.Next(out var value) ? text(value) : null;

        public override void Dispose() => values.Dispose();
    }
}
