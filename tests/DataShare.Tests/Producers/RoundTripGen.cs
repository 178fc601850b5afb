using System.Globalization;
using System.Numerics;
using CsCheck;

namespace DataShare.Tests.Producers;

/// <summary>A value as CSV, and as DuckDB should show it; both are null for null.</summary>
internal sealed record RoundTripValue(string? Csv, string? Expected);

/// <summary>A column of one type: its property, the SQL that shows it exactly, and values with their extremes.</summary>
internal sealed record RoundTripColumn(string Property, string Shown, Gen<RoundTripValue> Values)
{
    public static IReadOnlyList<RoundTripColumn> All { get; } =
    [
        Of("i8", "logicalType: integer, logicalTypeOptions: {format: i8}", "{0}", Same(Gen.OneOf<sbyte>(Gen.SByte, Gen.OneOf(sbyte.MinValue, sbyte.MaxValue)))),
        Of("i16", "logicalType: integer, logicalTypeOptions: {format: i16}", "{0}", Same(Gen.OneOf<short>(Gen.Short, Gen.OneOf(short.MinValue, short.MaxValue)))),
        Of("i32", "logicalType: integer, logicalTypeOptions: {format: i32}", "{0}", Same(Gen.OneOf<int>(Gen.Int, Gen.OneOf(int.MinValue, int.MaxValue)))),
        Of("i64", "logicalType: integer", "{0}", Same(Gen.OneOf<long>(Gen.Long, Gen.OneOf(long.MinValue, long.MaxValue)))),
        Of("double", "logicalType: number", "{0}", Doubles()),
        Of("d9_2", "logicalType: number, physicalType: 'decimal(9,2)'", "{0}", Decimals(9, 2)),
        Of("d18_6", "logicalType: number, physicalType: 'decimal(18,6)'", "{0}", Decimals(18, 6)),
        Of("d28_14", "logicalType: number, physicalType: 'decimal(28,14)'", "{0}", Decimals(28, 14)),
        Of("d38_0", "logicalType: number, physicalType: 'decimal(38,0)'", "{0}", Decimals(38, 0)),
        Of("d38_10", "logicalType: number, physicalType: 'decimal(38,10)'", "{0}", Decimals(38, 10)),
        Of("flag", "logicalType: boolean", "{0}", Gen.Bool.Select(Gen.OneOf("true", "TRUE", "1"), Gen.OneOf("false", "False", "0"))
            .Select((value, yes, no) => new RoundTripValue(value ? yes : no, value ? "true" : "false"))),
        Of("day", "logicalType: date", "{0}", Gen.OneOf<DateOnly>(Gen.DateOnly, Gen.OneOf(DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(1582, 10, 10)))
            .Select(d => Both(d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))),
        Of("moment", "logicalType: timestamp", "epoch_us({0})", Moments()),
        Of("wall", "logicalType: timestamp, logicalTypeOptions: {timezone: false}", "epoch_us({0})", Microseconds()
            .Select(us => new RoundTripValue(Iso(us, ' '), Text(us)))),
        Of("uuid", "logicalType: string, logicalTypeOptions: {format: uuid}", "{0}", Gen.Guid.Select(Gen.Bool)
            .Select((id, upper) => new RoundTripValue(upper ? id.ToString().ToUpperInvariant() : id.ToString(), id.ToString()))),
        Of("bytes", "logicalType: string, logicalTypeOptions: {format: binary}", "to_base64({0})", Gen.Byte.Array[0, 40].Select(b => Both(Convert.ToBase64String(b)))),
        Of("text", "logicalType: string", "{0}", Texts()),
        Of("secret", "logicalType: string, classification: restricted", "{0}", Texts()),
    ];

    public string Name => Property["name: ".Length..Property.IndexOf(',', StringComparison.Ordinal)];

    private static RoundTripColumn Of(string name, string type, string shown, Gen<RoundTripValue> values) => new(
        $"name: {name}, {type}",
        string.Format(CultureInfo.InvariantCulture, shown, name) + "::varchar",
        Gen.Frequency((1, Gen.Const(new RoundTripValue(null, null))), (4, values)));

    private static Gen<RoundTripValue> Same<T>(Gen<T> numbers)
        where T : IFormattable => numbers.Select(n => Both(n.ToString(null, CultureInfo.InvariantCulture)));

    private static Gen<RoundTripValue> Doubles() =>
        Gen.OneOf<double>(Gen.Double, Gen.OneOf(double.MaxValue, double.MinValue, double.Epsilon, -0.0, 0.1 + 0.2))
            .Where(double.IsFinite)
            .Select(d => Both(d.ToString("R", CultureInfo.InvariantCulture)));

    private static Gen<RoundTripValue> Decimals(int precision, int scale)
    {
        var largest = BigInteger.Pow(10, precision) - 1;
        return Gen.OneOf<BigInteger>(
                Gen.Byte.Array[16].Select(bytes => new BigInteger(bytes) % (largest + 1)),
                Gen.Int[-1000, 1000].Select(i => (BigInteger)i),
                Gen.OneOf(largest, -largest, BigInteger.Zero))
            .Select(unscaled =>
            {
                var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
                var point = scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..];
                return Both(unscaled.Sign < 0 ? "-" + point : point);
            });
    }

    private static Gen<long> Microseconds()
    {
        var first = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var last = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return Gen.OneOf<long>(Gen.Long[first, last], Gen.Long[-1_000_000, 1_000_000], Gen.OneOf(first, last, 0L));
    }

    private static Gen<RoundTripValue> Moments() =>
        Microseconds().Select(Gen.Int[-14 * 60, 14 * 60]).Select((us, minutes) =>
        {
            var local = us + (minutes * 60_000_000L);
            var fits = Math.Abs(us) < 60_000_000_000_000_000;
            var sign = minutes < 0 ? '-' : '+';
            var offset = string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(minutes) / 60:D2}:{Math.Abs(minutes) % 60:D2}");
            return new RoundTripValue(fits ? Iso(local, 'T') + offset : Iso(us, 'T') + "Z", Text(us));
        });

    private static Gen<RoundTripValue> Texts() =>
        Gen.OneOf<string>(
                Gen.String["abc ,;\"'\t\r\n\0#=|é\uFFFD\uE000"],
                Gen.OneOf("", " ", "\"", "\"\"", ",", "\r\n", "😀", "  lead", "trail  ", "a\"b", new string('x', 5000), "null", "𝒳\"𝒳", "\uFEFFx"))
            .Select(Both);

    private static RoundTripValue Both(string text) => new(text, text);

    private static string Iso(long us, char separator) =>
        DateTime.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond).ToString($"yyyy-MM-dd'{separator}'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
