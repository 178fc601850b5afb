using System.Globalization;
using System.Numerics;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Which types of a Parquet file stand for which types of a contract. A type that holds more than the contract's
/// (64 bits for 32) is taken value by value: a value that does not fit is a violation of its row. What would
/// have to be reinterpreted (text as a number, a time without zone as a moment) is not taken at all.
/// </summary>
internal static class ParquetConversion
{
    /// <summary>How the column is read, or null when its type does not stand for the contract's.</summary>
    public static Func<IParquetValues, ParquetColumn>? For(ColumnGate gate, ParquetInputColumn column) =>
        gate.Column.Type.Kind switch
        {
            _ when column.Type is null => null,
            ColumnKind.Int8 => Integer<sbyte>(gate, column),
            ColumnKind.Int16 => Integer<short>(gate, column),
            ColumnKind.Int32 => Integer<int>(gate, column),
            ColumnKind.Int64 => Integer<long>(gate, column),
            ColumnKind.Double => Floating(gate, column),
            ColumnKind.Decimal => DecimalConversion.For(gate, column),
            ColumnKind.Boolean => Same<bool>(gate, column),
            ColumnKind.Date => Date(gate, column),
            ColumnKind.Timestamp => column.IsDate || column.IsUtc == false ? null : Moment(gate, column, DateTimeKind.Utc),
            ColumnKind.TimestampLocal => column.IsDate || column.IsUtc == true ? null : Moment(gate, column, DateTimeKind.Unspecified),
            ColumnKind.Uuid => Uuid((UuidGate)gate, column),
            ColumnKind.Binary => Bytes((BinaryGate)gate, column),
            _ => Text((TextGate)gate, column),
        };

    /// <summary>A value as a violation shows it.</summary>
    public static string? Text<T>(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        ReadOnlyMemory<byte> bytes => Convert.ToBase64String(bytes.Span[..Math.Min(bytes.Length, Violation.MaxValueChars)]),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    public static Func<IParquetValues, ParquetColumn>? Read<T>(
        ColumnGate gate, ParquetInputColumn column, Func<T, ColumnBuffer, RuleBreak?> append)
        where T : struct =>
        column.Type == typeof(T) ? values => new ParquetColumn<T>(gate, (ParquetValues<T>)values, append) : null;

    private static Func<IParquetValues, ParquetColumn>? Same<T>(ColumnGate gate, ParquetInputColumn column)
        where T : struct => Read<T>(gate, column, ((IValueGate<T>)gate).Append);

    private static Func<IParquetValues, ParquetColumn>? Integer<T>(ColumnGate gate, ParquetInputColumn column)
        where T : struct, IBinaryInteger<T>
    {
        return From<sbyte>() ?? From<byte>() ?? From<short>() ?? From<ushort>() ?? From<int>() ?? From<uint>()
            ?? From<long>() ?? From<ulong>();

        Func<IParquetValues, ParquetColumn>? From<TSource>()
            where TSource : struct, IBinaryInteger<TSource>
        {
            var target = (IValueGate<T>)gate;
            return Read<TSource>(gate, column, (value, buffer) =>
            {
                // Saturating shows what a plain cast would hide: a value that does not come back did not fit.
                var converted = T.CreateSaturating(value);
                return TSource.CreateSaturating(converted) == value && TSource.IsNegative(value) == T.IsNegative(converted)
                    ? target.Append(converted, buffer)
                    : gate.NotOfType;
            });
        }
    }

    private static Func<IParquetValues, ParquetColumn>? Floating(ColumnGate gate, ParquetInputColumn column)
    {
        var target = (IValueGate<double>)gate;
        return From<double>() ?? From<float>() ?? From<int>() ?? From<uint>() ?? From<short>() ?? From<ushort>()
            ?? From<sbyte>() ?? From<byte>();

        Func<IParquetValues, ParquetColumn>? From<TSource>()
            where TSource : struct, INumber<TSource> =>
            Read<TSource>(gate, column, (value, buffer) =>
                TSource.IsFinite(value) ? target.Append(double.CreateChecked(value), buffer) : gate.NotOfType);
    }

    private static Func<IParquetValues, ParquetColumn>? Date(ColumnGate gate, ParquetInputColumn column)
    {
        var target = (IValueGate<DateOnly>)gate;
        return column.IsDate
            ? Read<DateTime>(gate, column, (value, buffer) => target.Append(DateOnly.FromDateTime(value), buffer))
            : Same<DateOnly>(gate, column);
    }

    private static Func<IParquetValues, ParquetColumn>? Moment(ColumnGate gate, ParquetInputColumn column, DateTimeKind kind)
    {
        var target = (IValueGate<DateTime>)gate;
        return Read<DateTime>(gate, column, (value, buffer) =>
            value.Ticks % TimeSpan.TicksPerMicrosecond == 0
                ? target.Append(DateTime.SpecifyKind(value, kind), buffer)
                : gate.NotOfType);
    }

    private static Func<IParquetValues, ParquetColumn>? Uuid(UuidGate gate, ParquetInputColumn column) =>
        Same<Guid>(gate, column)
        ?? Read<ReadOnlyMemory<char>>(gate, column, (value, buffer) => gate.Append(value.Span, buffer));

    private static Func<IParquetValues, ParquetColumn>? Bytes(BinaryGate gate, ParquetInputColumn column) =>
        Read<ReadOnlyMemory<byte>>(gate, column, (value, buffer) => gate.Append(value.ToArray(), buffer));

    /// <summary>Some writers leave out the mark that says "text": their bytes are taken as UTF-8.</summary>
    private static Func<IParquetValues, ParquetColumn>? Text(TextGate gate, ParquetInputColumn column) =>
        Read<ReadOnlyMemory<char>>(gate, column, (value, buffer) => gate.Append(value.Span, buffer))
        ?? Read<ReadOnlyMemory<byte>>(gate, column, (value, buffer) => gate.Append(value.Span, buffer));
}
