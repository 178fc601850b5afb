using System.Text;
using System.Text.RegularExpressions;

namespace DataShare.Producers;

/// <summary>The last rows of a file, which may include a footer: sums, counts, a source.</summary>
internal sealed partial class FileTail
{
    /// <summary>The most lines that a footer has.</summary>
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

    /// <summary>The number of footer lines after the last row.</summary>
    public int Lines => brokenCount is > 0 and <= MostLines && broken.TrueForAll(IsFooter) ? broken.Sum(b => b.Text.Count(c => c == '\n') + 1) : 0;

    /// <summary>The number of rows at the end that are a footer: they look like one, and break the type of a column.</summary>
    public int Rows(IReadOnlyList<ColumnProfile> columns) =>
        rows.Count - rows.Index().FirstOrDefault(
            r => (r.Item.IsMostlyEmpty || Words().IsMatch(r.Item.First))
                && columns.Any(c => c.Breaks.Last is { Before: >= 2 } last && last.At.Row == r.Item.At.Row),
            (rows.Count, default)).Item1;

    /// <summary>The first value of the last row if it looks like the beginning of a footer; otherwise null.</summary>
    public string? LastLooksLike => rows.Count > 0 && rows.Last() is var last && Words().IsMatch(last.First) ? last.First : null;

    /// <summary>A footer has a known word, or several words and no delimiter; a truncated row has neither.</summary>
    private static bool IsFooter((string Text, int Delimiters) line) =>
        Words().IsMatch(line.Text) || (line.Delimiters == 0 && line.Text.Trim() is var text && text.Any(char.IsLetter) && text.AsSpan().IndexOfAny(' ', ':') > 0);

    private static bool MayBegin(ReadOnlySpan<byte> first) => first.Length is > 0 and < 40 && !char.IsAsciiDigit((char)first[0]);

    [GeneratedRegex(@"^\W*((grand|sub)[ -]?)?(totals?|sums?|summe|gesamt|insgesamt|totaux|averages?|avg|mean|end|eof|trailer|footer|counts?|rows|records|sources?|notes?|generated)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
