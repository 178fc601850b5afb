using System.Globalization;
using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>The types that a mapping may cast to, under their SQL names.</summary>
internal static partial class MappingTypes
{
    public const string Expected =
        "expected varchar, tinyint, smallint, integer, bigint, decimal(p,s), double, boolean, date, timestamp, timestamptz or uuid";

    private static readonly Dictionary<string, ColumnKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["varchar"] = ColumnKind.String,
        ["string"] = ColumnKind.String,
        ["text"] = ColumnKind.String,
        ["i8"] = ColumnKind.Int8,
        ["i16"] = ColumnKind.Int16,
        ["i32"] = ColumnKind.Int32,
        ["i64"] = ColumnKind.Int64,
        ["tinyint"] = ColumnKind.Int8,
        ["smallint"] = ColumnKind.Int16,
        ["integer"] = ColumnKind.Int32,
        ["int"] = ColumnKind.Int32,
        ["bigint"] = ColumnKind.Int64,
        ["double"] = ColumnKind.Double,
        ["double precision"] = ColumnKind.Double,
        ["boolean"] = ColumnKind.Boolean,
        ["date"] = ColumnKind.Date,
        ["timestamp"] = ColumnKind.TimestampLocal,
        ["timestamptz"] = ColumnKind.Timestamp,
        ["uuid"] = ColumnKind.Uuid,
    };

    public static ColumnType? Find(string text)
    {
        if (Kinds.TryGetValue(text, out var kind))
        {
            return new ColumnType(kind);
        }

        if (DecimalForm().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var (precision, scale) = (Number(match.Groups["p"].Value), Number(match.Groups["s"].Value));
        return precision is >= 1 and <= ColumnType.MaxPrecision && scale <= precision ? ColumnType.Decimal(precision, scale) : null;
    }

    private static int Number(string digits) => digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(decimal|numeric)\((?<p>[0-9]{1,2})(,(?<s>[0-9]{1,2}))?\)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalForm();
}
