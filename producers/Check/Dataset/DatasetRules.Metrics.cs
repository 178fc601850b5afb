using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The metrics of a contract's <c>quality</c> in DuckDB's SQL.</summary>
internal sealed partial class DatasetRules
{
    /// <summary>The query that counts staged rows for each load: load id, all rows, rows that the metric counts.</summary>
    public static string MetricSql(QualityRule rule) =>
        $"select {PartSchema.LoadIdColumn}, count(*), {Metric(rule)} from {StagedRows.View} group by 1";

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

    /// <summary>Counts rows that repeat the values of another row; rows with a null do not count.</summary>
    private static string Duplicates(List<string> columns)
    {
        var there = string.Join(" and ", columns.Select(c => $"{c} is not null"));
        return $"count(*) filter (where {there}) - count(distinct row({string.Join(", ", columns)})) filter (where {there})";
    }
}
