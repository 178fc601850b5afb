using System.Globalization;
using System.Text.RegularExpressions;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>A consumer's SQL with placeholders in double braces.</summary>
internal static partial class SqlTemplate
{
    /// <summary>The numbers that SQL of an earlier version could use, and what replaces them.</summary>
    private static readonly Dictionary<string, string> Former = new(StringComparer.Ordinal) { ["seq"] = "to", ["from_seq"] = "from" };

    // These statements would end the transaction that moves the positions, and so break exactly-once.
    private static readonly string[] Refused = ["begin", "start", "commit", "end", "rollback", "abort", "use"];

    /// <param name="relation">The relation of a read, by its name.</param>
    /// <param name="range">The versions of a read's own table that the batch has.</param>
    public static string Fill(string template, Func<string, string> relation, Func<string, (long From, long To)> range) =>
        Place().Replace(template, place => (Name(place), place.Groups["end"].Value) switch
        {
            (var name, "from") => SqlLiteral(range(name).From),
            (var name, "to") => SqlLiteral(range(name).To),
            var (name, _) => relation(name),
        });

    private static string Name(Match place) => place.Groups["name"].Value;

    private static string SqlLiteral(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Problems that every engine has.</summary>
    public static IEnumerable<Problem> Problems(string template, IReadOnlyList<string> reads)
    {
        foreach (var place in Place().Matches(template).DistinctBy(Name))
        {
            var name = Name(place);
            if (reads.Contains(name, StringComparer.Ordinal))
            {
                continue;
            }

            var hint = Former.TryGetValue(name, out var end) && reads.Count > 0
                ? $"an earlier version of DataShare counted by sequences; now each table has its own versions: {{{{{reads[0]}.{end}}}}}"
                : NearestName.Hint(name, reads);
            yield return new Problem(LineOf(template, place.Index), $"the consumer does not read {{{{{name}}}}}; {hint}");
        }

        var spoken = Spoken(template);
        if (spoken.All(c => char.IsWhiteSpace(c) || c is ';'))
        {
            yield return new Problem(1, "it contains no statement");
        }

        foreach (var word in FirstWord().Matches(spoken).Select(m => m.Groups["word"]).Where(w => Refused.Contains(w.Value, StringComparer.OrdinalIgnoreCase)))
        {
            yield return new Problem(LineOf(template, word.Index), NotTaken(word.Value, RefusedStatement.EndsTransaction));
        }

        foreach (var command in ClientCommand().Matches(spoken).Select(m => m.Groups["command"]))
        {
            yield return new Problem(
                LineOf(template, command.Index),
                $"{SourceProblem.Quote(template.Substring(command.Index, command.Length).TrimEnd())} is a command for a client such as sqlcmd, not SQL; "
                + "expected only statements, separated by ';'");
        }
    }

    public static string NotTaken(string statement, string reason) => $"{SourceProblem.Quote(statement)} is not allowed: {reason}";

    private static int LineOf(string text, int index) => 1 + text.AsSpan(0, index).Count('\n');

    /// <summary>
    /// The same text with the same positions, but with blanks for comments and marks for quoted text.
    /// </summary>
    private static string Spoken(string sql) => Unspoken().Replace(sql, found => string.Create(found.Length, found.Value, static (bare, text) =>
    {
        var mark = text[0] is '-' or '/' ? ' ' : '\'';
        for (var i = 0; i < bare.Length; i++)
        {
            bare[i] = text[i] is '\r' or '\n' ? text[i] : mark;
        }
    }));

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_-]+)(\.(?<end>from|to))?\s*\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    /// <summary>
    /// Matches quoted texts of both engines, and comments, each of which may contain others. A bracket with a quote in it is a
    /// list of DuckDB; its quotes are matched separately.
    /// </summary>
    [GeneratedRegex(
        """
        '(?:[^']|'')*'|"(?:[^"]|"")*"|\[[^\]'"]*\]|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|--[^\n]*|/\*(?:(?<inner>/\*)|(?<-inner>\*/)|(?!\*/)[\s\S])*(?(inner)(?!))\*/
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Unspoken();

    [GeneratedRegex(@"(^|;)\s*(?<word>[A-Za-z]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FirstWord();

    /// <summary>
    /// Matches commands of sqlcmd, DuckDB's shell and psql: a line <c>go</c>, which a server reads as a name; lines that begin
    /// with ':', '!!', '.' or '\'; and sqlcmd's variables.
    /// </summary>
    [GeneratedRegex(
        """
        ^[^\S\n]*(?<command>go([^\S\n]+[0-9]+)?[^\S\n]*;?)[^\S\n]*$
        |^[^\S\n]*(?<command>(:(connect|ed|error|exit|help|list|listvar|on[^\S\n]+error|out|perftrace|quit|r|reset|serverlist|setvar|xml)\b|!!|\\[a-z!?]).*)$
        |^(?<command>\.(bail|cd|echo|excel|exit|headers?|import|log|mode|nullvalue|once|open|output|print|quit|read|separator|shell|system|timer)\b(?!\s*\().*)$
        |(?<command>\$\([^)\n]*\))
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ClientCommand();

    /// <summary>A problem and its line in the text, from 1.</summary>
    public sealed record Problem(int Line, string Message);
}
