using System.Text.RegularExpressions;

namespace DataShare.Warehouse;

/// <summary>Splits a text of several statements.</summary>
internal static partial class SqlStatements
{
    /// <summary>The statements without their semicolons. Semicolons in quotes and comments do not count.</summary>
    public static IEnumerable<string> Split(string sql)
    {
        var start = 0;
        foreach (var end in Pieces().Matches(sql).Where(m => m.Value == ";").Select(m => m.Index).Append(sql.Length))
        {
            var statement = sql[start..end].Trim();
            if (Comments().Replace(statement, "").Trim().Length > 0)
            {
                yield return statement;
            }

            start = Math.Min(end + 1, sql.Length);
        }
    }

    /// <summary>Without comments before the first word.</summary>
    public static string Bare(string statement) => LeadingComments().Replace(statement, "");

    /// <summary>The query that an insert reads from; null if it is not an insert, or does more than insert.</summary>
    public static string? QueryOfInsert(string statement)
    {
        var bare = Bare(statement);
        return Insert().Match(bare) is { Success: true } insert ? bare[insert.Length..] : null;
    }

    /// <summary>The statement after <c>explain</c>; null if it is not an explain.</summary>
    public static string? Explained(string statement)
    {
        var bare = Bare(statement);
        return Explain().Match(bare) is { Success: true } explain ? bare[explain.Length..] : null;
    }

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|--[^\n]*|/\*[\s\S]*?\*/|;""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pieces();

    [GeneratedRegex(@"--[^\n]*|/\*[\s\S]*?\*/", RegexOptions.CultureInvariant)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^(\s+|--[^\n]*(\n|$)|/\*[\s\S]*?\*/)+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LeadingComments();

    [GeneratedRegex("""^insert\s+(or\s+(replace|ignore)\s+)?into\s+("(?:[^"]|"")*"|[\w.])+\s*(\([\w\s,"]*\)\s*)?(by\s+(name|position)\s+)?(?=(select|with|from|values|\()\b)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Insert();

    [GeneratedRegex(@"^explain\s+(analyze\s+|\([^()]*\)\s*)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Explain();
}
