using System.Globalization;
using System.Numerics;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>
/// A few values for a column, in the form of <see cref="ExactText"/>. They are few, so that rows and keys repeat, and similar, so
/// that code could confuse them.
/// </summary>
internal static class ValuePools
{
    private static readonly string Long = new('x', 5000);

    private static readonly string[][] Texts =
    [
        ["a", "A", "á", "a\u0301", "a ", "a  ", " a", "a\t", "\u0430"],
        ["", " ", "  ", "\t", "\u00A0", "\u200B", "\n", "\r\n", "\u0001"],
        ["ss", "ß", "SS", "\u1E9E", "Ss", "\u017Fs"],
        ["i", "I", "\u0131", "\u0130", "i\u0307", "I\u0307"],
        ["😀", "😁", "😀 ", "\U0001D4B3", "\U0010FFFF", "\uFFFD", "\uE000", "\uFFFF"],
        [Long, Long + "x", Long + " ", Long[1..] + "y", "y" + Long[1..]],
        ["\u0001", "\u0002", "\u001F", "\u007F", "\u0085", "\u0001\u0001", "\b"],
        ["it's", "it''s", "\"", "\"\"", "a,b", "a\r\nb", "a\nb", "--", "/*", "#", ";"],
        ["ab", "a\u200Bb", "a\u200Db", "a\uFEFFb", "a\u00ADb", "a-b", "a b", "\uFEFFab"],
        ["ae", "æ", "Æ", "AE", "oe", "œ", "ﬁ", "fi"],
        ["null", "true", "0", "00", "-0", "1e0", "1", "N", "NUL", "2026-01-01"],
        ["中", "国", "か", "カ", "が", "か\u3099", "ｶ", "\uAC00", "\u1100\u1161"],
        ["%", "_", "[a]", "\\", "\\N", "${x}", "{{x}}", "@p", "$1", "?"],
    ];

    private static readonly double[][] Doubles =
    [
        [0.0, -0.0, 1, -1, double.Epsilon, -double.Epsilon],
        [0.3, 0.1 + 0.2, 0.30000000000000004, Math.BitDecrement(0.3), 1e16, 123456789012345680],
        [double.MaxValue, double.MinValue, Math.BitDecrement(double.MaxValue), 1e308, 2.2250738585072014E-308, 1e-310],
    ];

    private static readonly double[] NonFinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, 0];

    private static readonly string[][] Dates =
    [
        ["2026-01-31", "2026-02-01", "2024-02-29", "1970-01-01", "1969-12-31"],
        ["0001-01-01", "9999-12-31", "1582-10-10", "1752-12-31", "1900-01-01"],
    ];

    private static readonly string[][] Moments =
    [
        ["2026-01-31T10:00:00.000000", "2026-01-31T10:00:00.000001", "2026-01-31T09:59:59.999999", "2026-01-31T10:00:00.100000"],
        ["0001-01-01T00:00:00.000000", "0001-01-01T00:00:00.000001", "9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.000000"],
        ["1970-01-01T00:00:00.000000", "1969-12-31T23:59:59.999999", "2026-03-29T02:30:00.000000", "2026-10-25T02:30:00.000000"],
    ];

    private static readonly string[][] Uuids =
    [
        ["00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001", "01000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
        ["12345678-9abc-def0-1234-56789abcdef0", "78563412-bc9a-f0de-1234-56789abcdef0", "12345678-9abc-def0-1234-56789abcdef1"],
    ];

    private static readonly string[][] Binaries =
    [
        ["", "00", "0000", "20", "2000"],
        ["61", "6100", "610000", "41", "61FF", "FF61"],
        [string.Concat(Enumerable.Repeat("AB", 5000)), string.Concat(Enumerable.Repeat("AB", 5000)) + "00", "AB"],
    ];

    public static IReadOnlyList<string> For(ContractColumn column, Dice dice, EngineLimits limits)
    {
        var families = Families(column, limits.MostDigits).Select(f => f.Where(v => Fits(v, column)).ToList()).Where(f => f.Count > 0).ToList();
        return dice.Some(dice.Some(families, dice.Between(1, 2)).SelectMany(f => f), dice.Between(2, 6));
    }

    /// <summary>Lengths of texts are counted in code points.</summary>
    public static bool Fits(string value, ContractColumn column) =>
        column.Type.Kind is not ColumnKind.String || column.Rules.MaxLength is not { } most || value.EnumerateRunes().Count() <= most;

    private static IReadOnlyList<IReadOnlyList<string>> Families(ContractColumn column, int mostDigits) => column.Type.Kind switch
    {
        ColumnKind.Int8 => Whole(sbyte.MinValue, sbyte.MaxValue),
        ColumnKind.Int16 => Whole(short.MinValue, short.MaxValue),
        ColumnKind.Int32 => Whole(int.MinValue, int.MaxValue),
        ColumnKind.Int64 => [.. Whole(long.MinValue, long.MaxValue), ["9007199254740992", "9007199254740993", "-9007199254740993"]],
        ColumnKind.Decimal => Decimals(column.Type, mostDigits),
        ColumnKind.Double => [.. Doubles.Concat(column.Rules.TakesNonFinite ? [NonFinite] : []).Select(f => f.Select(ExactText.Double).Distinct().ToList())],
        ColumnKind.Boolean => [["true", "false"]],
        ColumnKind.Date => Dates,
        ColumnKind.Timestamp or ColumnKind.TimestampLocal => Moments,
        ColumnKind.Uuid => Uuids,
        ColumnKind.Binary => Binaries,
        _ => Texts,
    };

    private static List<IReadOnlyList<string>> Whole(long least, long most) =>
        [.. new long[][] { [0, 1, -1, 2, 10], [least, most, least + 1, most - 1, 0] }
            .Select(f => f.Select(n => n.ToString(CultureInfo.InvariantCulture)).ToList())];

    private static List<IReadOnlyList<string>> Decimals(ColumnType type, int mostDigits)
    {
        var largest = BigInteger.Pow(10, Math.Min(type.Precision, mostDigits)) - 1;
        var one = BigInteger.Pow(10, Math.Min(type.Scale, type.Precision - 1));
        return [.. new BigInteger[][] { [0, 1, -1, one, one + 1, -one], [largest, -largest, largest - 1, largest / 3, 0] }
            .Select(f => f.Where(n => BigInteger.Abs(n) <= largest).Distinct().Select(n => ExactText.Decimal(n, type.Scale)).ToList())];
    }
}
