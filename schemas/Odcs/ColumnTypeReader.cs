using System.Globalization;
using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>Reads a property's <c>logicalType</c>, <c>physicalType</c> and <c>logicalTypeOptions</c>.</summary>
internal static partial class ColumnTypeReader
{
    private static readonly string[] Known = ["string", "integer", "number", "boolean", "date", "timestamp"];

    private static readonly string[] Nested = ["object", "array", "map", "vector"];

    private static readonly string[] Integers = ["i8", "i16", "i32", "i64"];

    private static readonly string[] StringFormats =
        ["uuid", "binary", "password", "byte", "email", "uri", "hostname", "ipv4", "ipv6"];

    private static readonly string[] Doubles = ["double", "double precision", "float", "float8", "float(53)", "real", "float4"];

    /// <summary>Null if DataShare does not have the type; then there is a problem.</summary>
    public static ColumnType? Read(YamlMapping property, CsvDialect csv, out ColumnRules rules)
    {
        rules = ColumnRules.None;
        property.Refuse("properties", "properties within a property are not supported: a column holds one value");
        property.Refuse("items", "items are not supported: a column holds one value");
        property.Refuse("map", "maps are not supported: a column holds one value");
        var logical = property.RequiredText("logicalType");
        if (logical.Length == 0 || !IsKnown(property, logical))
        {
            property.Allow("logicalTypeOptions");
            return null;
        }

        var options = property.Mapping("logicalTypeOptions");
        ColumnType? type = logical switch
        {
            "string" => String(options),
            "integer" => Integer(options),
            "number" => Number(property, options),
            "boolean" => new ColumnType(ColumnKind.Boolean),
            "date" => new ColumnType(ColumnKind.Date),
            _ => Timestamp(options),
        };
        if (options is not null && type is { } known)
        {
            rules = ColumnRuleReader.Read(options, logical, known, csv) with { Format = Format(options, known) };
        }

        return type;
    }

    private static bool IsKnown(YamlMapping property, string logical)
    {
        if (Known.Contains(logical, StringComparer.Ordinal))
        {
            return true;
        }

        var reason = logical switch
        {
            "time" => "'time' is not supported, because not every store has a time of day; expected string with a pattern, or timestamp",
            _ when Nested.Contains(logical, StringComparer.Ordinal) =>
                $"'{logical}' is not supported: a column holds one value; expected {string.Join(", ", Known)}",
            _ => $"{SourceProblem.Quote(logical)} is not a logicalType; {NearestName.Hint(logical, Known)}",
        };
        property.Problem("logicalType", reason);
        return false;
    }

    /// <summary>The option <c>format</c>, if it adds something to the type. A double is always f64.</summary>
    private static string? Format(YamlMapping options, ColumnType type) => (type.Kind, options.Text("format")) switch
    {
        (ColumnKind.String, var format) => format,
        (ColumnKind.Double, "f32") => "f32",
        _ => null,
    };

    private static ColumnType String(YamlMapping? options) => options?.OneOf("format", StringFormats) switch
    {
        "uuid" => new ColumnType(ColumnKind.Uuid),
        "binary" => new ColumnType(ColumnKind.Binary),
        _ => new ColumnType(ColumnKind.String),
    };

    private static ColumnType? Integer(YamlMapping? options)
    {
        var format = options?.Text("format") ?? "i64";
        switch (format)
        {
            case "i8" or "i16" or "i32" or "i64":
                return new ColumnType(ColumnKind.Int8 + Array.IndexOf(Integers, format));
            case "u8" or "u16" or "u32":
                var wider = Integers[Array.IndexOf(["u8", "u16", "u32"], format) + 1];
                options!.Problem(
                    "format",
                    $"'{format}' is not supported, because not every store has unsigned numbers; expected {wider} with minimum: 0");
                return null;
            case "u64" or "i128" or "u128":
                options!.Problem(
                    "format",
                    $"'{format}' is not supported, because not every store has such a wide integer; expected i64, or logicalType number with physicalType decimal(38,0)");
                return null;
            default:
                options!.Problem(
                    "format",
                    $"{SourceProblem.Quote(format)} is not an integer's format; {NearestName.Hint(format, Integers)}");
                return null;
        }
    }

    private static ColumnType? Number(YamlMapping property, YamlMapping? options)
    {
        options?.OneOf("format", "f32", "f64");
        var physical = property.Text("physicalType");
        if (physical is null || Doubles.Contains(physical.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            return new ColumnType(ColumnKind.Double);
        }

        if (DecimalForm().Match(physical) is not { Success: true } match)
        {
            property.Problem(
                "physicalType",
                $"{SourceProblem.Quote(physical)} is not a physicalType for a number; expected decimal(p,s) such as decimal(18,2), or double");
            return null;
        }

        var (precision, scale) = (Digits(match.Groups["p"].Value), Digits(match.Groups["s"].Value));
        if (precision is < 1 or > ColumnType.MaxPrecision || scale > precision)
        {
            property.Problem(
                "physicalType",
                $"{SourceProblem.Quote(physical)} does not fit; expected a precision of 1 to {ColumnType.MaxPrecision} and a scale of 0 to the precision");
            return null;
        }

        return ColumnType.Decimal(precision, scale);
    }

    private static ColumnType Timestamp(YamlMapping? options)
    {
        if (options?.Text("defaultTimezone") is { } zone && zone is not ("UTC" or "Etc/UTC" or "Z"))
        {
            options.Problem(
                "defaultTimezone",
                $"{SourceProblem.Quote(zone)} is not supported: a timestamp without an offset is UTC; expected Etc/UTC, or timezone: false for wall-clock times");
        }

        return new ColumnType(options?.Flag("timezone") is false ? ColumnKind.TimestampLocal : ColumnKind.Timestamp);
    }

    private static int Digits(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : digits.Length == 0 ? 0 : int.MaxValue;

    [GeneratedRegex(@"^\s*(decimal|numeric)\s*\(\s*(?<p>[0-9]+)\s*(,\s*(?<s>[0-9]+)\s*)?\)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalForm();
}
