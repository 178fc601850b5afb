using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>A consumer's SQL with places in double braces.</summary>
internal static partial class SqlTemplate
{
    public const string Newest = "seq";
    public const string Before = "from_seq";

    // What would end the transaction that the checkpoint moves in, and so break exactly-once.
    private static readonly string[] Refused = ["begin", "start", "commit", "end", "rollback", "abort", "use", "attach", "detach"];

    /// <summary>Names that stand for numbers; no read may have one.</summary>
    public static IReadOnlyList<string> Values { get; } = [Newest, Before];

    public static string Fill(string template, Func<string, string> relation, long from, long to) =>
        Place().Replace(template, place => place.Groups["name"].Value switch
        {
            Newest => to.ToString(CultureInfo.InvariantCulture),
            Before => from.ToString(CultureInfo.InvariantCulture),
            var name => relation(name),
        });

    public static IEnumerable<string> Problems(string template, IReadOnlyList<string> reads)
    {
        IReadOnlyList<string> known = [.. reads, .. Values];
        foreach (var name in Place().Matches(template).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal))
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                yield return $"{{{{{name}}}}} is nothing that this consumer reads; {NearestName.Hint(name, known)}";
            }
        }

        var words = FirstWords(template).ToList();
        if (words.Count == 0)
        {
            yield return "there is no statement in it";
        }

        foreach (var word in words.Where(w => Refused.Contains(w, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"'{word}' is not taken: the statements and the checkpoint are one transaction, which is begun and ended for them";
        }
    }

    /// <summary>The word that each statement begins with; quotes and comments are passed over.</summary>
    private static IEnumerable<string> FirstWords(string sql)
    {
        var bare = new StringBuilder(Unspoken().Replace(sql, " "));
        return bare.ToString()
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(s => Word().Match(s).Value);
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_-]+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*[\s\S]*?\*/""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Unspoken();

    [GeneratedRegex(@"^[A-Za-z]*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
