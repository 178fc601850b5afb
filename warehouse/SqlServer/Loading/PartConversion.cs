using System.Numerics;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Converts the values of a part to the types that SqlBulkCopy takes. A part of an earlier version may have a narrower type
/// than the contract. A wider type, or a type with another meaning, is refused.
/// </summary>
internal static class PartConversion
{
    private static readonly object True = true;
    private static readonly object False = false;

    /// <summary>The type of the values of a column.</summary>
    public static Type StoredType(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 or ColumnKind.Int16 => typeof(short),
        ColumnKind.Int32 => typeof(int),
        ColumnKind.Int64 => typeof(long),
        ColumnKind.Decimal => PartDecimals.StoredType(type),
        ColumnKind.Double => typeof(double),
        ColumnKind.Boolean => typeof(bool),
        ColumnKind.Date or ColumnKind.TimestampLocal => typeof(DateTime),
        ColumnKind.Timestamp => typeof(DateTimeOffset),
        ColumnKind.Uuid => typeof(Guid),
        ColumnKind.Binary => typeof(byte[]),
        _ => typeof(string),
    };

    /// <summary>The conversion for a part's column; null if its type does not fit the contract's type.</summary>
    public static Func<IParquetValues, PartColumn>? For(ColumnType type, ParquetInputColumn column) => type.Kind switch
    {
        _ when column.Type is null => null,
        ColumnKind.Int8 or ColumnKind.Int16 => Small(column),
        ColumnKind.Int32 => Number<int, int>(column) ?? Number<short, int>(column) ?? Number<sbyte, int>(column),
        ColumnKind.Int64 =>
            Number<long, long>(column) ?? Number<int, long>(column) ?? Number<short, long>(column) ?? Number<sbyte, long>(column),
        ColumnKind.Decimal => PartDecimals.For(type, column),
        ColumnKind.Double => Number<double, double>(column) ?? Number<float, double>(column) ?? Number<int, double>(column)
            ?? Number<short, double>(column) ?? Number<sbyte, double>(column),
        ColumnKind.Boolean => Read<bool>(column, v => v ? True : False),
        ColumnKind.Date => Read<DateOnly>(column, v => v.ToDateTime(TimeOnly.MinValue)),
        ColumnKind.Timestamp => column.IsUtc == false
            ? null
            : Read<DateTime>(column, v => new DateTimeOffset(v.Ticks, TimeSpan.Zero)),
        ColumnKind.TimestampLocal => column.IsUtc == true
            ? null
            : Read<DateTime>(column, v => DateTime.SpecifyKind(v, DateTimeKind.Unspecified)),
        ColumnKind.Uuid => Read<Guid>(column, v => v) ?? ReadPacked<char>(column, Uuid),
        ColumnKind.Binary => ReadPacked<byte>(column, v => v.ToArray()),
        _ => ReadPacked<char>(column, v => v.ToString()),
    };

    public static Func<IParquetValues, PartColumn>? Read<T>(ParquetInputColumn column, Func<T, object> convert)
        where T : struct =>
        column.Type == typeof(T) ? values => new PartColumn<T>((ParquetValues<T>)values, convert) : null;

    private static Func<IParquetValues, PartColumn>? ReadPacked<T>(ParquetInputColumn column, Func<ReadOnlyMemory<T>, object> convert)
        where T : struct =>
        column.Type == typeof(ReadOnlyMemory<T>)
            ? values => new PartColumn<ReadOnlyMemory<T>>(PackedValues<T>.Take((ParquetValues<ReadOnlyMemory<T>>)values), convert)
            : null;

    /// <summary>Only for a target that holds every value of the source.</summary>
    private static Func<IParquetValues, PartColumn>? Number<TSource, TTarget>(ParquetInputColumn column)
        where TSource : struct, INumber<TSource>
        where TTarget : struct, INumber<TTarget> =>
        Read<TSource>(column, typeof(TTarget) == typeof(double)
            ? v => Finite(double.CreateChecked(v))
            : v => TTarget.CreateChecked(v));

    private static double Finite(double number) => double.IsFinite(number)
        ? ZeroSign.Without(number)
        : throw new InvalidDataException("a value is NaN or infinite, which a float of SQL Server cannot hold");

    private static Func<IParquetValues, PartColumn>? Small(ParquetInputColumn column) =>
        Number<short, short>(column) ?? Number<sbyte, short>(column);

    private static object Uuid(ReadOnlyMemory<char> text) => Guid.TryParse(text.Span, out var uuid)
        ? uuid
        : throw new InvalidDataException("a value is not a uuid");
}
