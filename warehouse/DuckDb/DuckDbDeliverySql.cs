using System.Text.RegularExpressions;

namespace DataShare.Warehouse;

/// <summary>
/// A consumer's statements may read and change tables of the warehouse. DuckDB has other statements too, which access files,
/// other databases and the configuration of the whole process. These are refused.
/// </summary>
internal static partial class DuckDbDeliverySql
{
    private const string Reason = "a consumer's SQL reads and changes tables of the warehouse, and nothing else; "
        + "expected insert, update, delete, merge, truncate, select, create, alter, drop, comment or set variable";

    public static RefusedStatement? Refused(string sql)
    {
        var begin = 0;
        foreach (var statement in SqlStatements.Split(sql))
        {
            begin = sql.IndexOf(statement, begin, StringComparison.Ordinal);
            var bare = SqlStatements.Bare(statement);
            if (!Taken().IsMatch(bare) || Secret().IsMatch(bare))
            {
                var place = begin + statement.Length - bare.Length;
                return new RefusedStatement(1 + sql.AsSpan(0, place).Count('\n'), bare, Reason);
            }

            begin += statement.Length;
        }

        return null;
    }

    [GeneratedRegex(
        @"^[\s(]*((insert|update|delete|merge|truncate|select|from|with|values|table|pivot|unpivot|describe|summarize|create|alter|drop|comment)\b|(re)?set\s+variable\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Taken();

    /// <summary>Statements that open other stores.</summary>
    [GeneratedRegex(@"^(create|alter|drop)\s+(or\s+replace\s+)?((temp|temporary|persistent)\s+)?secret\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
