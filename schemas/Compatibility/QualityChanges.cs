using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>The changes in the rules of the whole dataset.</summary>
internal static partial class QualityChanges
{
    public static IEnumerable<ContractChange> Of(DataContract from, DataContract to, ColumnPairs pairs)
    {
        // Old rules get the new column names, so that a rule on a renamed column is the same rule.
        var renamed = pairs.Both.ToDictionary(p => p.Before.Name, p => p.After.Name, StringComparer.Ordinal);
        var (before, after) = (ByName(from.Quality.Where(q => !IsVoid(q, from)).Select(q => Renamed(q, renamed))), ByName(to.Quality.Where(q => !IsVoid(q, to))));
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var (old, now) = (before.GetValueOrDefault(name) ?? [], after.GetValueOrDefault(name) ?? []);
            if ((Change(name, old, now) ?? Told(name, old, now)) is { } change)
            {
                var rule = old.Concat(now).First();
                yield return change with
                {
                    Column = rule.Columns is [var only] ? pairs.Before(only) : null,
                    ReaderText = ReaderText(change.Rule, rule.Metric),
                };
            }
        }
    }

    private static ContractChange? Change(string name, IReadOnlyList<QualityRule> old, IReadOnlyList<QualityRule> now)
    {
        var (before, after) = (QualityDemand.All(old.Where(q => !q.IsWarning)), QualityDemand.All(now.Where(q => !q.IsWarning)));
        IReadOnlyList<QualityDemand> gone = [.. before.Where(b => !after.Any(b.IsSameAs))], come = [.. after.Where(a => !before.Any(a.IsSameAs))];
        var path = "quality." + name;
        return (gone, come) switch
        {
            ([], []) => null,
            (_, []) => CompatibilityRule.RuleLoosened.At(path, $"{name} {Said(gone)} is no longer required"),
            ([], _) => CompatibilityRule.RuleTightened.At(path, $"{name} {Said(come)} becomes required"),
            _ => (come.All(c => gone.Any(c.IsWithin)) && gone.All(g => come.Any(c => c.IsWithin(g))) ? CompatibilityRule.RuleTightened
                : gone.All(g => come.Any(g.IsWithin)) && come.All(c => gone.Any(g => g.IsWithin(c))) ? CompatibilityRule.RuleLoosened
                : CompatibilityRule.RuleChanged).At(path, $"{name} changes from {Said(gone)} to {Said(come)}"),
        };
    }

    /// <summary>A rule that only warns refuses no file, so readers cannot rely on it.</summary>
    private static ContractChange? Told(string name, IReadOnlyList<QualityRule> old, IReadOnlyList<QualityRule> now)
    {
        var (before, after) = (QualityDemand.All(old.Where(q => q.IsWarning)), QualityDemand.All(now.Where(q => q.IsWarning)));
        return before.Count == after.Count && before.All(b => after.Any(b.IsSameAs))
            ? null
            : CompatibilityRule.QualityWarningChanged.At("quality." + name, $"{name} has a different warning: {Said(before)}, now {Said(after)}");
    }

    private static string Said(IReadOnlyList<QualityDemand> demands) => demands.Count == 0 ? "nothing" : string.Join(", ", demands);

    private static string? ReaderText(string rule, string metric) =>
        rule == CompatibilityRule.RuleLoosened.Name ? $"loosens ({metric})"
        : rule == CompatibilityRule.RuleChanged.Name ? $"changes ({metric})"
        : null;

    private static Dictionary<string, IReadOnlyList<QualityRule>> ByName(IEnumerable<QualityRule> rules) => rules
        .GroupBy(q => q.Columns.Count == 0 ? q.Metric : $"{q.Metric}({string.Join(", ", q.Columns)})", StringComparer.Ordinal)
        .ToDictionary(g => g.Key, IReadOnlyList<QualityRule> (g) => [.. g], StringComparer.Ordinal);

    /// <summary>Whether the rules of the columns already guarantee it.</summary>
    private static bool IsVoid(QualityRule rule, DataContract contract) =>
        rule.Metric is "nullValues"
        && rule.Columns.All(n => contract.Columns.Any(c => c.Name == n && c.Required))
        && QualityDemand.Numbers(rule)?.Contains(0) is true;

    private static QualityRule Renamed(QualityRule rule, Dictionary<string, string> renamed) => rule with
    {
        Columns = [.. rule.Columns.Select(c => renamed.GetValueOrDefault(c, c))],
        Query = rule.Query is { } query ? Word().Replace(query, m => renamed.GetValueOrDefault(m.Value, m.Value)) : null,
    };

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
