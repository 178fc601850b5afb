using DataShare.Schemas;
using Spectre.Console;

namespace DataShare.Jobs;

/// <param name="Header">The header of the column.</param>
/// <param name="Right">Whether values are aligned right, as numbers are.</param>
/// <param name="Keep">Whether the column is never narrower than its content.</param>
public sealed record TableHead(string Header, bool Right = false, bool Keep = false);

/// <summary>One cell: text without line breaks, and its meaning.</summary>
public readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell ToCell(string text) => new(text);
}

/// <summary>
/// A table that fits a width, with one line for each row. Longer texts are cut with '…'. If there are too many columns even
/// for that, each row is a block of lines, with one line for each column.
/// </summary>
/// <remarks>
/// Not Spectre.Console's: its tables wrap or cut a number as they do a text, and have no other form for too many columns.
/// </remarks>
public sealed class TextTable(params IReadOnlyList<TableHead> heads)
{
    private readonly IReadOnlyList<TableHead> columns = [.. heads.Select(h => h with { Header = PrintableText.Of(h.Header) })];

    private const string Gap = "  ";
    private const int Narrowest = 8;

    private readonly List<Cell[]> rows = [];

    public int Rows => rows.Count;

    public void Add(params Cell[] cells) => rows.Add([.. cells.Select(OneLine)]);

    public void Write(Terminal terminal) => Write(terminal.Out, terminal.Width, terminal.Paint);

    public void Write(TextWriter output, int width, Func<string, Tone, string> paint)
    {
        if (Fit(width) is not { } widths)
        {
            WriteBlocks(output, paint);
            return;
        }

        WriteLine(output, widths, (text, _) => paint(text, Tone.Strong), [.. columns.Select(c => new Cell(c.Header))]);
        WriteLine(output, widths, paint, [.. widths.Select(w => new Cell(new string('-', w), Tone.Faint))]);
        foreach (var row in rows)
        {
            WriteLine(output, widths, paint, row);
        }
    }

    /// <summary>
    /// The columns' widths. Headers are cut first, then the widest values. Numbers are never cut, because a cut number is a
    /// different number. Null if the columns cannot fit.
    /// </summary>
    private int[]? Fit(int width)
    {
        var values = columns.Select((_, i) => rows.Select(r => r[i].Text.GetCellWidth()).Append(0).Max()).ToArray();
        var widths = columns.Select((c, i) => Math.Max(values[i], c.Header.GetCellWidth())).ToArray();
        var excess = widths.Sum() + (Gap.Length * (widths.Length - 1)) - width;
        excess = Shrink(widths, i => columns[i].Keep ? widths[i] : Math.Max(values[i], Narrowest), excess);
        excess = Shrink(widths, i => columns[i].Keep || columns[i].Right ? widths[i] : Narrowest, excess);
        return excess > 0 ? null : widths;
    }

    /// <summary>Repeatedly narrows the widest column; returns the width that is still too much.</summary>
    private static int Shrink(int[] widths, Func<int, int> narrowest, int excess)
    {
        for (; excess > 0; excess--)
        {
            var widest = Enumerable.Range(0, widths.Length)
                .Where(i => widths[i] > narrowest(i))
                .DefaultIfEmpty(-1)
                .MaxBy(i => i < 0 ? 0 : widths[i]);
            if (widest < 0)
            {
                break;
            }

            widths[widest]--;
        }

        return excess;
    }

    private void WriteLine(TextWriter output, int[] widths, Func<string, Tone, string> paint, Cell[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var text = Cut(cells[i].Text, widths[i]);
            var padding = new string(' ', widths[i] - text.GetCellWidth());
            var isLast = i == cells.Length - 1;
            var painted = paint(text, cells[i].Tone);
            output.Write(columns[i].Right ? padding + painted : isLast ? painted : painted + padding);
            output.Write(isLast ? "" : Gap);
        }

        output.WriteLine();
    }

    private void WriteBlocks(TextWriter output, Func<string, Tone, string> paint)
    {
        var label = columns.Max(c => c.Header.GetCellWidth());
        for (var r = 0; r < rows.Count; r++)
        {
            output.WriteLine(paint($"-- row {r + 1}", Tone.Faint));
            for (var c = 0; c < columns.Count; c++)
            {
                var padding = new string(' ', label - columns[c].Header.GetCellWidth());
                output.WriteLine($"{columns[c].Header}{padding} : {paint(rows[r][c].Text, rows[r][c].Tone)}");
            }
        }
    }

    private static string Cut(string text, int width)
    {
        if (text.GetCellWidth() <= width)
        {
            return text;
        }

        var end = Math.Min(text.Length, width - 1);
        while (end > 0 && (text[..end].GetCellWidth() > width - 1 || char.IsHighSurrogate(text[end - 1])))
        {
            end--;
        }

        return text[..end] + "…";
    }

    private static Cell OneLine(Cell cell) =>
        cell with { Text = PrintableText.Of(cell.Text.ReplaceLineEndings("⏎").Replace("\t", " ", StringComparison.Ordinal)) };
}
