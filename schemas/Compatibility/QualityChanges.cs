using System.Globalization;

namespace DataShare.Schemas;

/// <summary>What changed in the rules of the dataset as a whole.</summary>
internal static class QualityChanges
{
    public static IEnumerable<ContractChange> Of(DataContract from, DataContract to)
    {
        var (before, after) = (ByName(from), ByName(to));
        foreach (var (name, rules) in before)
        {
            var now = after.GetValueOrDefault(name) ?? [];
            var (gone, come) = (rules.Except(now).ToList(), now.Except(rules).ToList());
            if (gone.Count == 0 && come.Count == 0)
            {
                continue;
            }

            var path = "quality." + name;
            yield return (gone, come) switch
            {
                ([var one], [var other]) when IsTighter(one, other) is { } tighter =>
                    Rule(tighter).At(path, $"{name} goes from {Said(one)} to {Said(other)}"),
                (_, []) => CompatibilityRule.RuleLoosened.At(path, $"{name} {string.Join(", ", gone.Select(Said))} is asked no more"),
                ([], _) => CompatibilityRule.RuleTightened.At(path, $"{name} {string.Join(", ", come.Select(Said))} is asked"),
                _ => CompatibilityRule.RuleChanged.At(path, $"{name} goes from {string.Join(", ", gone.Select(Said))} to {string.Join(", ", come.Select(Said))}"),
            };
        }

        foreach (var (name, rules) in after.Where(r => !before.ContainsKey(r.Key)))
        {
            yield return CompatibilityRule.RuleTightened.At("quality." + name, $"{name} {string.Join(", ", rules.Select(Said))} is asked");
        }
    }

    private static CompatibilityRule Rule(bool isTighter) => isTighter ? CompatibilityRule.RuleTightened : CompatibilityRule.RuleLoosened;

    private static Dictionary<string, List<RuleText>> ByName(DataContract contract) => contract.Quality
        .GroupBy(q => q.Columns.Count == 0 ? q.Metric : $"{q.Metric}({string.Join(", ", q.Columns)})", StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Select(q => new RuleText(q.Operator, q.Value, q.Query)).Distinct().ToList(), StringComparer.Ordinal);

    /// <summary>Null when it cannot be told.</summary>
    private static bool? IsTighter(RuleText before, RuleText after)
    {
        if (before.Operator != after.Operator || before.Query != after.Query
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

    private static string Said(RuleText rule) => rule.Query is { } query && rule.Operator is null
        ? SourceProblem.Quote(query)
        : $"{rule.Operator} {rule.Value}";

    private sealed record RuleText(string? Operator, string? Value, string? Query);
}
