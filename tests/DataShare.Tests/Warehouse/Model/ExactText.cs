using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using DataShare.Schemas;
using DuckDB.NET.Native;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>
/// The model's text for a value: two values of a type are equal if and only if their texts are. Bytes are in hexadecimal,
/// moments in UTC with six digits, decimals with all digits of their scale.
/// </summary>
internal static class ExactText
{
    public const string MomentForm = "yyyy-MM-ddTHH:mm:ss.ffffff";

    public const string DateForm = "yyyy-MM-dd";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>The text of a value from an engine's provider. Throws if the value does not have the column's type.</summary>
    public static string Of(object value, ColumnType type) => (type.Kind, value) switch
    {
        (ColumnKind.String, string text) => text,
        (ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64, sbyte or short or int or long) =>
            Convert.ToInt64(value, Plain).ToString(Plain),
        (ColumnKind.Decimal, decimal number) => Decimal(number.ToString(Plain), type.Scale),
        (ColumnKind.Decimal, SqlDecimal number) => Decimal(number.ToString(), type.Scale),
        (ColumnKind.Decimal, DuckDBDecimal number) => Decimal(number.Value.ToBigInteger(), number.Scale, type.Scale),
        (ColumnKind.Double, double number) => Double(number),
        (ColumnKind.Boolean, bool flag) => flag ? "true" : "false",
        (ColumnKind.Date, DateOnly date) => date.ToString(DateForm, Plain),
        (ColumnKind.Date, DateTime { TimeOfDay.Ticks: 0 } date) => date.ToString(DateForm, Plain),
        (ColumnKind.Timestamp, DateTimeOffset moment) => Moment(moment.UtcDateTime),
        (ColumnKind.Timestamp or ColumnKind.TimestampLocal, DateTime moment) => Moment(moment),
        (ColumnKind.Uuid, Guid uuid) => uuid.ToString(),
        (ColumnKind.Uuid, string text) when Guid.TryParseExact(text, "D", out var uuid) => uuid.ToString(),
        (ColumnKind.Binary, byte[] bytes) => Convert.ToHexString(bytes),
        (ColumnKind.Binary, Stream stream) => Convert.ToHexString(Bytes(stream)),
        _ => throw new ModelDifferenceException($"A value of {type} came as {value.GetType()}: {value}"),
    };

    /// <summary>The text of a field in an exported batch.</summary>
    public static string OfCsv(string field, ColumnType type) => type.Kind switch
    {
        ColumnKind.String => field,
        ColumnKind.Decimal => Decimal(field, type.Scale),
        ColumnKind.Double => Double(double.Parse(field.Replace("inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float, Plain)),
        ColumnKind.Boolean when field is "true" or "false" => field,
        ColumnKind.Date => DateOnly.ParseExact(field, DateForm, Plain).ToString(DateForm, Plain),
        ColumnKind.Timestamp => Moment(DateTime.ParseExact(field, MomentForm + "'Z'", Plain)),
        ColumnKind.TimestampLocal => Moment(DateTime.ParseExact(field, MomentForm, Plain)),
        ColumnKind.Uuid => Guid.ParseExact(field, "D").ToString(),
        ColumnKind.Binary => Convert.ToHexString(Convert.FromBase64String(field)),
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => long.Parse(field, Plain).ToString(Plain),
        _ => throw new FormatException($"'{field}' is not {type}."),
    };

    /// <summary>The text in the warehouse: zero has no sign there.</summary>
    public static string? Loaded(string? text, ColumnType type) => type.Kind is ColumnKind.Double && text == "-0" ? "0" : text;

    public static string Double(double number) => number.ToString("R", Plain);

    public static string Moment(DateTime moment) => moment.Ticks % TimeSpan.TicksPerMicrosecond == 0
        ? moment.ToString(MomentForm, Plain)
        : throw new ModelDifferenceException($"{moment:O} has more digits than microseconds.");

    /// <param name="unscaled">The value times ten to the power of the scale.</param>
    public static string Decimal(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(Plain).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return unscaled.Sign < 0 ? "-" + text : text;
    }

    private static string Decimal(BigInteger unscaled, int from, int to) =>
        from <= to || (unscaled % BigInteger.Pow(10, from - to)).IsZero
            ? Decimal(from <= to ? unscaled * BigInteger.Pow(10, to - from) : unscaled / BigInteger.Pow(10, from - to), to)
            : throw new ModelDifferenceException($"{Decimal(unscaled, from)} has more digits than the scale of {to}.");

    private static string Decimal(string text, int scale)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : text.Length - point - 1;
        return Decimal(BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, Plain), fraction, scale);
    }

    private static byte[] Bytes(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
