using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>Reads the <c>arguments</c> of a metric.</summary>
internal static class QualityArguments
{
    /// <param name="make">Makes the rule for the columns that the arguments name.</param>
    public static QualityRule Read(YamlMapping rule, string metric, Func<IReadOnlyList<YamlText>, QualityRule> make)
    {
        if (rule.Mapping("arguments") is not { } arguments)
        {
            Check(rule, metric, make([]), hasArguments: false);
            return make([]);
        }

        var read = make(arguments.TextItems("properties") ?? []);
        var standard = read.MissingValues;
        read = read with
        {
            MissingValues = arguments.NullableTexts("missingValues") ?? standard,
            ValidValues = arguments.Texts("validValues"),
            Pattern = Pattern(arguments),
            MinLength = arguments.Number("minLength"),
            MaxLength = arguments.Number("maxLength"),
        };
        arguments.NoOtherKeys();
        Check(rule, metric, read, hasArguments: true);
        return read;
    }

    private static void Check(YamlMapping rule, string metric, QualityRule read, bool hasArguments)
    {
        var needsColumn = metric is "nullValues" or "missingValues" or "invalidValues" or "duplicateValues";
        if (needsColumn && read.Columns.Count == 0)
        {
            rule.Problem("metric", $"{metric} needs columns; expected it at a property, or arguments: {{properties: [...]}}");
        }
        else if (metric is "invalidValues" && read is { ValidValues: null, Pattern: null, MinLength: null, MaxLength: null })
        {
            rule.Problem(
                hasArguments ? "arguments" : "metric",
                "invalidValues without a rule for valid values; expected arguments validValues, pattern, minLength or maxLength");
        }
    }

    private static string? Pattern(YamlMapping arguments)
    {
        if (arguments.Text("pattern") is not { } pattern)
        {
            return null;
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return pattern;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            arguments.Problem("pattern", $"{SourceProblem.Quote(pattern)} is not a regular expression without lookarounds and backreferences");
            return null;
        }
    }
}
