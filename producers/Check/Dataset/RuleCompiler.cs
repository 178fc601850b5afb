using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Producers;

/// <summary>
/// Compiles a contract's rules against an empty table with its columns: SQL, patterns and comparisons. A fault that it
/// finds would affect every file.
/// </summary>
public static class RuleCompiler
{
    /// <summary>
    /// The rules that no file can pass, column by column and rule by rule; empty if there are none. Can be called
    /// concurrently.
    /// </summary>
    public static IReadOnlyList<SourceProblem> Problems(DataContract contract)
    {
        var ofQuality = new List<SourceProblem>();
        var rules = contract.Quality.Where(r => r.Operator is not null).ToList();
        if (rules.Count > 0)
        {
            var folder = Directory.CreateTempSubdirectory("datashare-rules-").FullName;
            using var rows = StagedRows.Open(contract, [], [], folder);
            DatasetRules.Show(rows, contract, of: null);
            ofQuality.AddRange(rules.SelectMany(r => Faults(rows, contract, r).Select(f => At(contract, r, $"the rule '{r}' {f}"))));
        }

        return [.. contract.Columns.SelectMany(c => PatternOf(contract, c)), .. ofQuality];
    }

    private static SourceProblem At(DataContract contract, object part, string message)
    {
        var place = contract.Places.Of(part);
        return new SourceProblem(contract.SourceFile, place.Line, place.Column, message);
    }

    /// <summary>The gate matches the whole value: it compiles the written pattern inside another expression.</summary>
    private static IEnumerable<SourceProblem> PatternOf(DataContract contract, ContractColumn column)
    {
        string? fault = null;
        try
        {
            _ = new TextRules(column);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            fault = e.Message;
        }

        if (fault is not null)
        {
            yield return At(
                contract, column.Rules,
                $"the pattern {SourceProblem.Quote(column.Rules.Pattern!)} of column '{column.Name}' cannot be matched against a whole value: {fault.TrimEnd('.')}; "
                    + "expected a regular expression that can be put in parentheses");
        }
    }

    private static IEnumerable<string> Faults(StagedRows rows, DataContract contract, QualityRule rule)
    {
        var compared = Compared(rule);
        if (compared is not null)
        {
            yield return compared;
        }

        if ((rule.Query is null ? Metric(rows, rule) : Query(rows, contract, rule)) is { } fault)
        {
            yield return fault;
        }
    }

    /// <summary>A comparison that no answer passes.</summary>
    private static string? Compared(QualityRule rule)
    {
        var bounds = DatasetRules.Bounds(rule);
        return rule switch
        {
            { Operator: "mustBeBetween" } when bounds is [{ } least, { } most] && least > most =>
                $"has the empty range {DatasetRules.Expected(rule)}; expected the smaller number first",
            { Operator: "mustBe", Query: null } when bounds is [null] =>
                $"gives a count, which cannot be compared with {SourceProblem.Quote(rule.Value ?? "null")}; expected a number",
            _ => null,
        };
    }

    private static string? Metric(StagedRows rows, QualityRule rule)
    {
        try
        {
            rows.Execute($"explain {DatasetRules.MetricSql(rule)}");
            return null;
        }
        catch (DuckDBException e)
        {
            return rule.Pattern is { } pattern
                ? $"has the pattern {SourceProblem.Quote(pattern)}, which DuckDB cannot compile ({DatasetRules.FirstLine(e.Message)}); expected a regular expression of RE2"
                : $"cannot be compiled ({DatasetRules.FirstLine(e.Message)})";
        }
    }

    private static string? Query(StagedRows rows, DataContract contract, QualityRule rule)
    {
        var query = DatasetRules.Query(contract, rule);
        if (!rows.IsSelect(query))
        {
            return rows.SyntaxError(query) is { } error
                ? $"has a query that cannot be parsed ({error}); expected one select in DuckDB's SQL"
                : "has a query that is not one select; expected one read-only statement";
        }

        try
        {
            // "describe" binds the query without running it: even over no rows, it might never end.
            var types = rows.Query($"describe {DatasetRules.Answered(query)}").Select(c => (string)c[1]!).ToList();
            return types[0] == "BOOLEAN" && rule.Operator is "mustBe" && !bool.TryParse(rule.Value, out _)
                ? $"has a query that gives a BOOLEAN, which cannot be compared with {SourceProblem.Quote(rule.Value ?? "null")}; expected true or false"
                : IsNumber(types[0]) || rule.Operator is "mustBe" or "mustNotBe" ? null
                : $"has a query that gives a {types[0]}, and {rule.Operator} compares numbers; expected for example: select count(*) from ${{object}}";
        }
        catch (DuckDBException e)
        {
            return $"has a query that cannot run ({Said(e.Message)}); expected the columns of the contract in ${{object}}: "
                + string.Join(", ", contract.LandedColumns.Select(c => c.Name));
        }
    }

    /// <summary>DuckDB's first line, and the names that it proposes.</summary>
    private static string Said(string message)
    {
        var candidates = message.Split('\n').FirstOrDefault(l => l.StartsWith("Candidate", StringComparison.Ordinal) || l.StartsWith("Did you mean", StringComparison.Ordinal));
        return candidates is null ? DatasetRules.FirstLine(message) : $"{DatasetRules.FirstLine(message)}; {candidates.TrimEnd('.', ' ', '\r')}";
    }

    /// <summary>Text may be a number, and a null may become one.</summary>
    private static bool IsNumber(string type) =>
        type.StartsWith("DECIMAL", StringComparison.Ordinal) || type.EndsWith("INT", StringComparison.Ordinal)
        || type is "INTEGER" or "UINTEGER" or "DOUBLE" or "FLOAT" or "VARCHAR" or "BIGNUM" or "\"NULL\"" or "NULL";
}
