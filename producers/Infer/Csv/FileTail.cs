using System.Text;
using System.Text.RegularExpressions;

namespace DataShare.Producers;

/// <summary>The last rows of a file, among which a footer may be: sums, counts, a source.</summary>
internal sealed partial class FileTail
{
    /// <summary>More lines at the end that are no rows are no footer.</summary>
    private const int MostLines = 20;

    private const int MostRows = 3;

    private readonly Queue<(RowPlace At, string First, bool IsMostlyEmpty)> rows = new();
    private readonly List<(string Text, int Delimiters)> broken = [];
    private long brokenCount;

    public void AddRow(RowPlace at, ReadOnlySpan<byte> first, bool isMostlyEmpty)
    {
        if (rows.Count == MostRows)
        {
            rows.Dequeue();
        }

        rows.Enqueue((at, isMostlyEmpty || MayBegin(first) ? Encoding.UTF8.GetString(first) : "", isMostlyEmpty));
        broken.Clear();
        brokenCount = 0;
    }

    public void AddBroken(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> delimiter)
    {
        if (++brokenCount <= MostLines)
        {
            broken.Add((Encoding.UTF8.GetString(raw), raw.Count(delimiter)));
        }
    }

    /// <summary>Lines at the end that are no rows: those behind the last row.</summary>
    public int Lines => brokenCount is > 0 and <= MostLines && broken.TrueForAll(IsFooter) ? broken.Sum(b => b.Text.Count(c => c == '\n') + 1) : 0;

    /// <summary>Rows at the end that are a footer: they look like one, and keep columns from their types.</summary>
    public int Rows(IReadOnlyList<ColumnProfile> columns) =>
        rows.Count - rows.Index().FirstOrDefault(
            r => (r.Item.IsMostlyEmpty || Words().IsMatch(r.Item.First))
                && columns.Any(c => c.Breaks.Last is { Before: >= 2 } last && last.At.Row == r.Item.At.Row),
            (rows.Count, default)).Item1;

    /// <summary>How the last row begins, when that is as footers do; else null.</summary>
    public string? LastLooksLike => rows.Count > 0 && rows.Last() is var last && Words().IsMatch(last.First) ? last.First : null;

    /// <summary>A row that was cut off has delimiters, or is a value; a footer has a word.</summary>
    private static bool IsFooter((string Text, int Delimiters) line) =>
        Words().IsMatch(line.Text) || (line.Delimiters == 0 && line.Text.Trim() is var text && text.Any(char.IsLetter) && text.AsSpan().IndexOfAny(' ', ':') > 0);

    private static bool MayBegin(ReadOnlySpan<byte> first) => first.Length is > 0 and < 40 && !char.IsAsciiDigit((char)first[0]);

    [GeneratedRegex(@"^\W*((grand|sub)[ -]?)?(totals?|sums?|summe|gesamt|insgesamt|totaux|averages?|avg|mean|end|eof|trailer|footer|counts?|rows|records|sources?|notes?|generated)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
