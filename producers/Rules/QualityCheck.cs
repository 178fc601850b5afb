using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Producers;

/// <summary>Holds the metrics and queries of a contract's <c>quality</c> against staged rows, load by load.</summary>
internal static class QualityCheck
{
    private static readonly string[] ObjectWords = ["${object}", "${table}", "{object}", "{table}"];
    private static readonly string[] PropertyWords = ["${property}", "${column}", "{property}", "{column}"];

    /// <param name="findings">For each load that is looked at.</param>
    public static void Run(StagedRows rows, DataContract contract, IReadOnlyDictionary<LoadId, RuleFindings> findings)
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
                    load.Add(rule.IsWarning, $"The rule {rule} cannot be held against the rows: {FirstLine(e.Message)}");
                }
            }
        }
    }

    /// <summary>The rule's own words for what it must be.</summary>
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

    /// <summary>A query of a rule, about the rows of a view that bears the dataset's name.</summary>
    public static string Query(DataContract contract, QualityRule rule)
    {
        var query = rule.Query!.Trim().TrimEnd(';');
        query = ObjectWords.Aggregate(query, (q, word) => q.Replace(word, StagedRows.Quote(contract.Dataset.Value), StringComparison.Ordinal));
        return rule.Columns is [var column]
            ? PropertyWords.Aggregate(query, (q, word) => q.Replace(word, StagedRows.Quote(column), StringComparison.Ordinal))
            : query;
    }

    private static void Measure(StagedRows rows, QualityRule rule, IReadOnlyDictionary<LoadId, RuleFindings> findings)
    {
        var counted = rows.Query($"select {PartSchema.LoadIdColumn}, count(*), {Metric(rule)} from {StagedRows.View} group by 1")
            .ToDictionary(r => LoadId.Parse((string)r[0]!), r => (Rows: Number(r[1]), Found: Number(r[2])));
        foreach (var (load, finding) in findings)
        {
            var (all, found) = counted.GetValueOrDefault(load);
            Judge(rule, rule.IsPercent ? all == 0 ? 0 : found * 100 / all : found, finding);
        }
    }

    private static void Ask(
        StagedRows rows, DataContract contract, QualityRule rule, IReadOnlyDictionary<LoadId, RuleFindings> findings)
    {
        var query = Query(contract, rule);
        var isSelect = rows.IsSelect(query);
        foreach (var (load, finding) in findings)
        {
            if (!isSelect)
            {
                finding.Add(rule.IsWarning, $"The rule {rule} is not asked: its query is not one select, or cannot be read; expected one statement that only reads");
                continue;
            }

            rows.Execute(
                $"create or replace view {StagedRows.Quote(contract.Dataset.Value)} as "
                + $"select * exclude ({PartSchema.LoadIdColumn}, {PartSchema.SourceRowColumn}) from {StagedRows.View} "
                + $"where {PartSchema.LoadIdColumn} = {StagedRows.Literal(load.Value)}");
            var answers = rows.Query($"select * from (\n{query}\n) limit 2").Select(r => r[0]).ToList();
            if (answers.Count != 1)
            {
                finding.Add(rule.IsWarning, $"The rule {rule} gave {(answers.Count == 0 ? "no row" : "several rows")}; expected one row with one value");
                continue;
            }

            Judge(rule, answers[0], finding);
        }
    }

    private static string Metric(QualityRule rule)
    {
        var columns = rule.Columns.Select(StagedRows.Quote).ToList();
        return rule.Metric switch
        {
            "rowCount" => "count(*)",
            "nullValues" => $"count(*) filter (where {string.Join(" or ", columns.Select(c => $"{c} is null"))})",
            "missingValues" => $"count(*) filter (where {string.Join(" or ", columns.Select(c => Missing(rule, c)))})",
            "invalidValues" => $"count(*) filter (where {string.Join(" or ", columns.Select(c => $"not ({Valid(rule, c)})"))})",
            _ => Duplicates(columns),
        };
    }

    private static string Missing(QualityRule rule, string column)
    {
        var texts = rule.MissingValues.OfType<string>().Select(StagedRows.Literal).ToList();
        var isNull = rule.MissingValues.Contains(null) ? $"{column} is null" : "false";
        return texts.Count == 0 ? isNull : $"{isNull} or coalesce({column}::varchar in ({string.Join(", ", texts)}), false)";
    }

    /// <summary>A null is missing, not invalid.</summary>
    private static string Valid(QualityRule rule, string column)
    {
        var text = $"{column}::varchar";
        var terms = new List<string> { "true" };
        if (rule.ValidValues is { } values)
        {
            terms.Add(values.Count == 0 ? "false" : $"{text} in ({string.Join(", ", values.Select(StagedRows.Literal))})");
        }

        if (rule.Pattern is { } pattern)
        {
            terms.Add($"regexp_full_match({text}, {StagedRows.Literal(pattern)})");
        }

        if (rule.MinLength is { } least)
        {
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"length({text}) >= {least}"));
        }

        if (rule.MaxLength is { } most)
        {
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"length({text}) <= {most}"));
        }

        return $"{column} is null or ({string.Join(" and ", terms)})";
    }

    /// <summary>Rows that repeat another one's values; a null repeats nothing.</summary>
    private static string Duplicates(List<string> columns)
    {
        var there = string.Join(" and ", columns.Select(c => $"{c} is not null"));
        return $"count(*) filter (where {there}) - count(distinct row({string.Join(", ", columns)})) filter (where {there})";
    }

    private static void Judge(QualityRule rule, object? found, RuleFindings finding)
    {
        if (!Holds(rule, found))
        {
            var unit = rule.IsPercent ? " %" : "";
            finding.Add(rule.IsWarning, string.Create(
                CultureInfo.InvariantCulture, $"The rule {rule} found {found ?? "null"}{unit}; expected {Expected(rule)}{unit}"));
        }
    }

    private static bool Holds(QualityRule rule, object? found)
    {
        var text = Convert.ToString(found, CultureInfo.InvariantCulture);
        if (!TryNumber(text, out var number))
        {
            return rule.Operator is "mustBe" ? text == rule.Value : rule.Operator is "mustNotBe" && text != rule.Value;
        }

        var bounds = (rule.Value ?? "").Split(',').Select(v => TryNumber(v, out var bound) ? bound : (decimal?)null).ToList();
        return (rule.Operator, bounds) switch
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

    private static bool TryNumber(string? text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static decimal Number(object? value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', ' ', '\r');
}
