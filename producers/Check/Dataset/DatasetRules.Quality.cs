using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Producers;

/// <summary>Checks staged rows with the metrics and queries of a contract's <c>quality</c>, load by load.</summary>
internal sealed partial class DatasetRules
{
    private static readonly string[] ObjectWords = ["${object}", "${table}", "{object}", "{table}"];
    private static readonly string[] PropertyWords = ["${property}", "${column}", "{property}", "{column}"];

    /// <param name="findings">One for each load that is checked.</param>
    private static void CheckQuality(StagedRows rows, DataContract contract, IReadOnlyDictionary<LoadId, Findings> findings)
    {
        foreach (var rule in contract.Quality.Where(r => r.Operator is not null))
        {
            try
            {
                if (rule.Query is null)
                {
                    Measure(rows, rule, findings);
                }
                else
                {
                    Ask(rows, contract, rule, findings);
                }
            }
            catch (DuckDBException e)
            {
                foreach (var load in findings.Values)
                {
                    load.Add(rule.IsWarning, $"The rule {rule} cannot be checked: {FirstLine(e.Message)}");
                }
            }
        }
    }

    /// <summary>The result that the rule expects, in words.</summary>
    public static string Expected(QualityRule rule) => rule.Operator switch
    {
        "mustBe" => rule.Value ?? "null",
        "mustNotBe" => $"anything but {rule.Value}",
        "mustBeGreaterThan" => $"more than {rule.Value}",
        "mustBeGreaterOrEqualTo" => $"{rule.Value} or more",
        "mustBeLessThan" => $"less than {rule.Value}",
        "mustBeLessOrEqualTo" => $"{rule.Value} or less",
        "mustBeBetween" => $"between {rule.Value?.Replace(",", " and ", StringComparison.Ordinal)}",
        _ => $"not between {rule.Value?.Replace(",", " and ", StringComparison.Ordinal)}",
    };

    /// <summary>A rule's query over a view that has the dataset's name.</summary>
    public static string Query(DataContract contract, QualityRule rule)
    {
        var query = rule.Query!.Trim().TrimEnd(';');
        query = ObjectWords.Aggregate(query, (q, word) => q.Replace(word, StagedRows.Quote(contract.Dataset.Value), StringComparison.Ordinal));
        return rule.Columns is [var column]
            ? PropertyWords.Aggregate(query, (q, word) => q.Replace(word, StagedRows.Quote(column), StringComparison.Ordinal))
            : query;
    }

    /// <summary>Makes the view that a rule's query reads.</summary>
    /// <param name="of">The load whose rows it has; null for all loads.</param>
    public static void Show(StagedRows rows, DataContract contract, LoadId? of) => rows.Execute(
        $"create or replace view {StagedRows.Quote(contract.Dataset.Value)} as "
        + $"select * exclude ({PartSchema.LoadIdColumn}, {PartSchema.SourceRowColumn}) from {StagedRows.View}"
        + (of is { } load ? $" where {PartSchema.LoadIdColumn} = {StagedRows.Literal(load.Value)}" : ""));

    /// <summary>Runs a rule's query: a second row is enough to show that there are several.</summary>
    public static string Answered(string query) => $"select * from (\n{query}\n) limit 2";

    /// <summary>The values that an answer is compared with; null for a value that is not a number.</summary>
    public static IReadOnlyList<decimal?> Bounds(QualityRule rule) =>
        [.. (rule.Value ?? "").Split(',').Select(v => TryNumber(v, out var bound) ? bound : (decimal?)null)];

    public static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', ' ', '\r');

    private static void Measure(StagedRows rows, QualityRule rule, IReadOnlyDictionary<LoadId, Findings> findings)
    {
        var counted = rows.Query(MetricSql(rule))
            .ToDictionary(r => LoadId.Parse((string)r[0]!), r => (Rows: Number(r[1]), Found: Number(r[2])));
        foreach (var (load, finding) in findings)
        {
            var (all, found) = counted.GetValueOrDefault(load);
            Judge(rule, rule.IsPercent ? all == 0 ? 0 : found * 100 / all : found, finding);
        }
    }

    private static void Ask(
        StagedRows rows, DataContract contract, QualityRule rule, IReadOnlyDictionary<LoadId, Findings> findings)
    {
        var query = Query(contract, rule);
        var isSelect = rows.IsSelect(query);
        foreach (var (load, finding) in findings)
        {
            if (!isSelect)
            {
                finding.Add(rule.IsWarning, $"The rule {rule} is not run: its query is not one select, or cannot be parsed; expected one read-only statement");
                continue;
            }

            Show(rows, contract, load);
            var answers = rows.Query(Answered(query)).Select(r => r[0]).ToList();
            if (answers.Count != 1)
            {
                finding.Add(rule.IsWarning, $"The rule {rule} gave {(answers.Count == 0 ? "no row" : "several rows")}; expected one row with one value");
                continue;
            }

            Judge(rule, answers[0], finding);
        }
    }

    private static void Judge(QualityRule rule, object? found, Findings finding)
    {
        if (!Holds(rule, found))
        {
            var unit = rule.IsPercent ? " %" : "";
            finding.Add(rule.IsWarning, string.Create(
                CultureInfo.InvariantCulture, $"The rule {rule} found {Text(found) ?? "null"}{unit}; expected {Expected(rule)}{unit}"));
        }
    }

    private static bool Holds(QualityRule rule, object? found)
    {
        var text = Text(found);
        if (!TryNumber(text, out var number))
        {
            var isSame = string.Equals(text, rule.Value, found is bool ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
            return rule.Operator is "mustBe" ? isSame : rule.Operator is "mustNotBe" && !isSame;
        }

        return (rule.Operator, Bounds(rule)) switch
        {
            ("mustBe", [{ } value]) => number == value,
            ("mustBe", _) => text == rule.Value,
            ("mustNotBe", [{ } value]) => number != value,
            ("mustNotBe", _) => text != rule.Value,
            ("mustBeGreaterThan", [{ } value]) => number > value,
            ("mustBeGreaterOrEqualTo", [{ } value]) => number >= value,
            ("mustBeLessThan", [{ } value]) => number < value,
            ("mustBeLessOrEqualTo", [{ } value]) => number <= value,
            ("mustBeBetween", [{ } least, { } most]) => number >= least && number <= most,
            ("mustNotBeBetween", [{ } least, { } most]) => number < least || number > most,
            _ => false,
        };
    }

    /// <summary>A boolean as YAML and SQL write it.</summary>
    private static string? Text(object? found) =>
        found is bool flag ? flag ? "true" : "false" : found is null ? null : Convert.ToString(found, CultureInfo.InvariantCulture);

    private static bool TryNumber(string? text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static decimal Number(object? value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);
}
