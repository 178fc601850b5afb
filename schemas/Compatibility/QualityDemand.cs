using System.Globalization;
using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>The rules about one metric or query, taken together.</summary>
/// <param name="Question">Everything that determines the answer.</param>
/// <param name="Answers">The numbers that pass; null if the rules compare something else.</param>
/// <param name="Words">The rules in the contract's form.</param>
internal sealed partial record QualityDemand(string Question, NumberSet? Answers, string Words)
{
    /// <summary>One for each question, without those that every answer passes.</summary>
    public static IReadOnlyList<QualityDemand> All(IEnumerable<QualityRule> rules) =>
        [.. rules.GroupBy(Asked, StringComparer.Ordinal).Select(g => Of(g.Key, [.. g])).OfType<QualityDemand>()];

    /// <summary>The numbers that pass the rule; null if it compares something else.</summary>
    public static NumberSet? Numbers(QualityRule rule) => NumberSet.All(rule).Passing(rule.Operator, Values(rule));

    public bool IsSameAs(QualityDemand other) =>
        Question == other.Question && (Answers is null ? other.Answers is null : other.Answers is not null && Answers.IsSameAs(other.Answers));

    /// <summary>Whether every answer that passes these rules also passes the others.</summary>
    public bool IsWithin(QualityDemand other) =>
        Question == other.Question && Answers is not null && other.Answers is not null && Answers.IsWithin(other.Answers);

    public override string ToString() => Words;

    private static string Asked(QualityRule rule)
    {
        var question = $"{Plain(rule.Query)}|{rule.Terms}";
        return Numbers(rule) is null ? $"{question}|{rule.Operator} {rule.Value}" : question;
    }

    /// <summary>Null if every answer passes.</summary>
    private static QualityDemand? Of(string question, IReadOnlyList<QualityRule> rules)
    {
        var all = NumberSet.All(rules[0]);
        var passing = Numbers(rules[0]) is null ? null : rules.Aggregate(all, (passing, rule) => passing.Passing(rule.Operator, Values(rule))!);
        return passing?.IsSameAs(all) is true
            ? null
            : new QualityDemand(question, passing, string.Join(", ", rules.Select(Said).Distinct(StringComparer.Ordinal)));
    }

    private static IReadOnlyList<decimal?> Values(QualityRule rule) =>
    [
        .. (rule.Value ?? "").Split(',').Select(v =>
            decimal.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (decimal?)null),
    ];

    private static string Said(QualityRule rule) =>
        rule.Query is { } query && rule.Operator is null ? SourceProblem.Quote(query) : $"{rule.Operator} {rule.Value}";

    /// <summary>The query without layout. A query with a comment keeps its lines, because the comment ends with its line.</summary>
    private static string? Plain(string? query) =>
        query is null || query.Contains("--", StringComparison.Ordinal) ? query
        : Blanks().Replace(query, m => m.Value[0] is '\'' or '"' ? m.Value : " ").Trim().TrimEnd(';').TrimEnd();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\s+""")]
    private static partial Regex Blanks();
}
