using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Decides which types of a Parquet file can be read as which types of a contract. If the file's type is wider (64 bits
/// for 32), each value is checked: a value that does not fit is a violation of its row. A type that would need
/// interpretation (text as a number, a time without zone as a moment) is refused.
/// </summary>
internal static class ParquetConversion
{
    /// <summary>Converts the column's values; null when its type cannot be read as the contract's.</summary>
    public static ParquetValueGate? For(ColumnGate gate, ParquetInputColumn column) => (gate.Column.Type.Kind, column.Kind) switch
    {
        (ColumnKind.Int8, ParquetKind.Integer) => new WholeValues<sbyte>(gate),
        (ColumnKind.Int16, ParquetKind.Integer) => new WholeValues<short>(gate),
        (ColumnKind.Int32, ParquetKind.Integer) => new WholeValues<int>(gate),
        (ColumnKind.Int64, ParquetKind.Integer) => new WholeValues<long>(gate),
        (ColumnKind.Double, ParquetKind.Floating) => Floating(gate),
        (ColumnKind.Double, ParquetKind.Integer) when column.Bits <= 32 => WholeAsFloating(gate),
        (ColumnKind.Decimal, ParquetKind.Integer or ParquetKind.Decimal) => new DecimalValues(gate, column),
        (ColumnKind.Boolean, ParquetKind.Boolean) => Boolean(gate),
        (ColumnKind.Date, ParquetKind.Date) => Date(gate),
        (ColumnKind.Timestamp, ParquetKind.Timestamp) when column.IsUtc != false => Moment(gate, DateTimeKind.Utc),
        (ColumnKind.TimestampLocal, ParquetKind.Timestamp) when column.IsUtc != true => Moment(gate, DateTimeKind.Unspecified),
        (ColumnKind.Uuid, ParquetKind.Uuid) => Uuid((UuidGate)gate),
        (ColumnKind.Uuid or ColumnKind.String, ParquetKind.Text) => Text(gate),
        // Some writers leave out the text annotation: their bytes are read as UTF-8.
        (ColumnKind.String, ParquetKind.Bytes) => Text(gate),
        (ColumnKind.Binary, ParquetKind.Bytes) => Bytes((BinaryGate)gate),
        _ => null,
    };

    private static ConvertedValues Floating(ColumnGate gate)
    {
        var typed = (IValueGate<double>)gate;
        var takesNonFinite = gate.Column.Rules.TakesNonFinite;
        return new ConvertedValues((batch, i, target) => batch.Doubles[i] switch
        {
            var number when double.IsFinite(number) => typed.Append(number, target),
            _ when !takesNonFinite => RuleBreak.NonFinite,
            var number => typed.Append(double.IsNaN(number) ? NonFiniteWords.NaN : number, target),
        });
    }

    private static ConvertedValues WholeAsFloating(ColumnGate gate)
    {
        var typed = (IValueGate<double>)gate;
        return new ConvertedValues((batch, i, target) => typed.Append(batch.Longs[i], target));
    }

    private static ConvertedValues Boolean(ColumnGate gate)
    {
        var typed = (IValueGate<bool>)gate;
        return new ConvertedValues((batch, i, target) => typed.Append(batch.Longs[i] != 0, target));
    }

    private static ConvertedValues Date(ColumnGate gate)
    {
        var typed = (IValueGate<DateOnly>)gate;
        return new ConvertedValues((batch, i, target) =>
            ParquetNumbers.TryDate(batch.Longs[i], out var date) ? typed.Append(date, target) : gate.NotOfType);
    }

    private static ConvertedValues Moment(ColumnGate gate, DateTimeKind kind)
    {
        var typed = (IValueGate<DateTime>)gate;
        return new ConvertedValues((batch, i, target) =>
            ParquetNumbers.TryMicroseconds(batch, i, out var microseconds) && ParquetNumbers.TryTime(microseconds, kind, out var time)
                ? typed.Append(time, target)
                : gate.NotOfType);
    }

    private static ConvertedValues Uuid(UuidGate gate) =>
        new((batch, i, target) => gate.Append(new Guid(batch.Bytes(i), bigEndian: true), target));

    private static ConvertedValues Text(ColumnGate gate) => new((batch, i, target) => gate.Append(batch.Bytes(i), target));

    private static ConvertedValues Bytes(BinaryGate gate) =>
        new((batch, i, target) => gate.Append(batch.Bytes(i).ToArray(), target));
}
