using System.Globalization;
using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>What changed in the rules of the dataset as a whole.</summary>
internal static partial class QualityChanges
{
    public static IEnumerable<ContractChange> Of(DataContract from, DataContract to, ColumnPairs pairs)
    {
        // By the names of now: a rule that names a renamed column is the same rule.
        var renamed = pairs.Both.ToDictionary(p => p.Before.Name, p => p.After.Name, StringComparer.Ordinal);
        var (before, after) = (ByName(from.Quality.Select(q => Renamed(q, renamed))), ByName(to.Quality));
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            var (texts, textsNow) = (old?.Texts ?? [], now?.Texts ?? []);
            if (Change(name, [.. texts.Except(textsNow)], [.. textsNow.Except(texts)]) is { } change)
            {
                var rules = old ?? now!;
                yield return change with
                {
                    Column = rules.Columns is [var only] ? pairs.Before(only) : null,
                    ReaderText = ReaderText(change.Rule, rules.Metric),
                };
            }
        }
    }

    private static ContractChange? Change(string name, IReadOnlyList<RuleText> gone, IReadOnlyList<RuleText> come)
    {
        var path = "quality." + name;
        return (gone, come) switch
        {
            ([], []) => null,
            ([var one], [var other]) when IsTighter(one, other) is { } tighter =>
                (tighter ? CompatibilityRule.RuleTightened : CompatibilityRule.RuleLoosened).At(path, $"{name} goes from {one} to {other}"),
            (_, []) => CompatibilityRule.RuleLoosened.At(path, $"{name} {string.Join(", ", gone)} is asked no more"),
            ([], _) => CompatibilityRule.RuleTightened.At(path, $"{name} {string.Join(", ", come)} is asked"),
            _ => CompatibilityRule.RuleChanged.At(path, $"{name} goes from {string.Join(", ", gone)} to {string.Join(", ", come)}"),
        };
    }

    private static string? ReaderText(string rule, string metric) =>
        rule == CompatibilityRule.RuleLoosened.Name ? $"asks less of ({metric})"
        : rule == CompatibilityRule.RuleChanged.Name ? $"asks something else of ({metric})"
        : null;

    private static Dictionary<string, Rules> ByName(IEnumerable<QualityRule> rules) => rules
        .GroupBy(q => q.Columns.Count == 0 ? q.Metric : $"{q.Metric}({string.Join(", ", q.Columns)})", StringComparer.Ordinal)
        .ToDictionary(
            g => g.Key,
            g => new Rules(g.First().Metric, g.First().Columns, [.. g.Select(q => new RuleText(q.Operator, q.Value, q.Query, q.Terms)).Distinct()]),
            StringComparer.Ordinal);

    private static QualityRule Renamed(QualityRule rule, Dictionary<string, string> renamed) => rule with
    {
        Columns = [.. rule.Columns.Select(c => renamed.GetValueOrDefault(c, c))],
        Query = rule.Query is { } query ? Word().Replace(query, m => renamed.GetValueOrDefault(m.Value, m.Value)) : null,
    };

    /// <summary>Null when it cannot be told.</summary>
    private static bool? IsTighter(RuleText before, RuleText after)
    {
        if (before.Operator != after.Operator || before.Query != after.Query || before.Terms != after.Terms
            || !decimal.TryParse(before.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var old)
            || !decimal.TryParse(after.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var now))
        {
            return null;
        }

        return before.Operator switch
        {
            "mustBeGreaterThan" or "mustBeGreaterOrEqualTo" => now > old,
            "mustBeLessThan" or "mustBeLessOrEqualTo" => now < old,
            _ => null,
        };
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    /// <summary>All that is asked of the same columns by the same metric.</summary>
    private sealed record Rules(string Metric, IReadOnlyList<string> Columns, IReadOnlyList<RuleText> Texts);

    private sealed record RuleText(string? Operator, string? Value, string? Query, string Terms)
    {
        public override string ToString() => Query is { } query && Operator is null ? SourceProblem.Quote(query) : $"{Operator} {Value}";
    }
}
