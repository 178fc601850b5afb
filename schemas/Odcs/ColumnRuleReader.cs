using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>Reads the rules for a column's values: bounds, lengths, pattern.</summary>
internal static class ColumnRuleReader
{
    // Every option of the standard, so that the message can say that an option belongs to another type.
    private static readonly string[] All =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
        "format", "timezone", "defaultTimezone", "minItems", "maxItems", "uniqueItems", "minProperties",
        "maxProperties", "required", "dimensions", "elementType", "distanceMetric", "embeddingModel", "normalized",
    ];

    public static ColumnRules Read(YamlMapping options, string logical, ColumnType type, CsvDialect csv)
    {
        var rules = type.Kind switch
        {
            ColumnKind.String => Lengths(options) with { Pattern = Pattern(options) },
            ColumnKind.Uuid or ColumnKind.Binary or ColumnKind.Boolean => ColumnRules.None,
            _ => Bounds(options, type),
        };
        if (type.Kind is ColumnKind.Date)
        {
            CheckFormat(options, csv.DateFormats, "dateFormats");
        }
        else if (type.Kind is ColumnKind.Timestamp or ColumnKind.TimestampLocal)
        {
            CheckFormat(options, csv.TimestampFormats, "timestampFormats");
        }
        else if (type.Kind is not (ColumnKind.String or ColumnKind.Boolean or ColumnKind.Uuid or ColumnKind.Binary))
        {
            options.Refuse("multipleOf", "multipleOf is not supported; expected minimum, maximum or enum");
        }

        foreach (var option in All.Where(o => o is not "format" || logical is "boolean"))
        {
            options.Refuse(option, $"'{option}' does not apply to {Article(logical)}{(type.Kind is ColumnKind.Uuid or ColumnKind.Binary ? $" with format {type}" : "")}");
        }

        options.NoOtherKeys();
        return rules;
    }

    private static string Article(string logical) => logical is "integer" ? "an integer" : $"a {logical}";

    private static ColumnRules Lengths(YamlMapping options)
    {
        var (minimum, maximum) = (options.Number("minLength"), options.Number("maxLength"));
        if (minimum < 0)
        {
            options.Problem("minLength", $"{minimum} is not a length; expected 0 or more");
        }

        if (maximum < 1)
        {
            options.Problem("maxLength", $"{maximum} is not a maximum length; expected 1 or more");
        }
        else if (minimum > maximum)
        {
            options.Problem("minLength", $"minLength {minimum} is more than maxLength {maximum}");
        }

        return new ColumnRules { MinLength = minimum, MaxLength = maximum };
    }

    /// <summary>Accepts only patterns that match in linear time, so that no contract can stop the gate.</summary>
    private static string? Pattern(YamlMapping options)
    {
        if (options.Text("pattern") is not { } pattern)
        {
            return null;
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException e)
        {
            options.Problem("pattern", $"{SourceProblem.Quote(pattern)} is not a regular expression: {e.Message}");
        }
        catch (NotSupportedException)
        {
            options.Problem(
                "pattern",
                $"{SourceProblem.Quote(pattern)} cannot be matched in linear time; expected a pattern without lookarounds, backreferences and atomic groups");
        }

        return pattern;
    }

    private static ColumnRules Bounds(YamlMapping options, ColumnType type)
    {
        var minimum = Bound(options, "minimum", "exclusiveMinimum", type);
        var maximum = Bound(options, "maximum", "exclusiveMaximum", type);
        if (minimum is not null && maximum is not null
            && ColumnValue.Compare(type, minimum.Text, maximum.Text) is { } order
            && (order > 0 || (order == 0 && (minimum.Exclusive || maximum.Exclusive))))
        {
            options.Problem(
                minimum.Exclusive ? "exclusiveMinimum" : "minimum",
                $"no value lies between the minimum {minimum.Text} and the maximum {maximum.Text}");
        }

        return new ColumnRules { Minimum = minimum, Maximum = maximum };
    }

    private static RuleBound? Bound(YamlMapping options, string inclusive, string exclusive, ColumnType type)
    {
        var (at, over) = (options.Text(inclusive), options.Text(exclusive));
        if (at is not null && over is not null)
        {
            options.Problem(exclusive, $"both {inclusive} and {exclusive}; expected one of them");
        }

        var (key, text) = over is not null ? (exclusive, over) : (inclusive, at);
        if (text is null)
        {
            return null;
        }

        if (!ColumnValue.IsBound(type, text))
        {
            options.Problem(key, $"{SourceProblem.Quote(text)} is not {ColumnValue.Expected(type)}");
            return null;
        }

        return new RuleBound(text, over is not null);
    }

    /// <summary>The format must be ISO 8601 or one of the inbox's dialect, because files are read with those only.</summary>
    private static void CheckFormat(YamlMapping options, IReadOnlyList<string> read, string setting)
    {
        var format = options.Text("format");
        if (format is not null && !format.StartsWith("yyyy-MM-dd", StringComparison.Ordinal) && !read.Contains(format, StringComparer.Ordinal))
        {
            options.Problem(
                "format",
                $"{SourceProblem.Quote(format)} is not ISO 8601; set the format of files in {setting} of the inbox's csv dialect");
        }
    }
}
