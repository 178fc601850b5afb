using System.Globalization;

namespace DataShare.Warehouse;

/// <summary>
/// A value as text in a CSV file: like <see cref="ValueText"/>, but times have all six digits of a second, and numbers
/// with a fraction have DuckDB's form, so that both engines write the same file.
/// </summary>
internal static class FileText
{
    private const double FirstWithExponent = 1e16;

    public static string Of(object value) => value switch
    {
        DateTime { Kind: DateTimeKind.Utc } moment => Moment(moment) + "Z",
        DateTime moment => Moment(moment),
        double number => Fraction(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float number => Fraction(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float[] vector => "[" + string.Join(", ", vector.Select(n => Of(n))) + "]",
        _ => ValueText.Of(value),
    };

    private static string Moment(DateTime moment) =>
        moment.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <param name="shortest">The fewest digits that give the number back.</param>
    private static string Fraction(double number, string shortest) => number switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        > -FirstWithExponent and < FirstWithExponent when shortest.Contains("E+", StringComparison.Ordinal) => WithoutExponent(shortest),
        _ when shortest.Contains('E', StringComparison.Ordinal) => shortest.Replace('E', 'e'),
        <= -FirstWithExponent or >= FirstWithExponent => WithExponent(shortest),
        _ => shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0",
    };

    /// <summary>.NET writes all seventeen digits: 12345678901234568 becomes 1.2345678901234568e+16.</summary>
    private static string WithExponent(string whole)
    {
        var first = whole[0] == '-' ? 2 : 1;
        var more = whole[first..].TrimEnd('0');
        return whole[..first] + (more.Length > 0 ? "." + more : "") + "e+16";
    }

    /// <summary>.NET writes 1.5E+09 for a number that has few digits; it becomes 1500000000.0.</summary>
    private static string WithoutExponent(string shortest)
    {
        var sign = shortest[0] == '-' ? 1 : 0;
        var exponent = shortest.IndexOf('E', StringComparison.Ordinal);
        var digits = shortest[sign..exponent].Replace(".", "", StringComparison.Ordinal);
        var places = int.Parse(shortest.AsSpan(exponent + 2), NumberStyles.None, CultureInfo.InvariantCulture);
        return shortest[..sign] + digits.PadRight(places + 1, '0') + ".0";
    }
}
