using System.Text;
using Spectre.Console;

namespace DataShare.Jobs;

/// <summary>Breaks sentences between words, so that no line is wider than the given width. A longer word gets its own line.</summary>
public static class WrappedText
{
    /// <param name="indent">The beginning of the first line. The other lines are indented by its width and two more.</param>
    public static IEnumerable<string> Lines(string text, string indent, int width)
    {
        var line = new StringBuilder(indent);
        var isEmpty = true;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && (line.ToString() + " " + word).GetCellWidth() > width)
            {
                yield return line.ToString();
                line.Clear().Append(' ', indent.Length + 2).Append(word);
            }
            else
            {
                line.Append(isEmpty ? "" : " ").Append(word);
            }

            isEmpty = false;
        }

        yield return line.ToString();
    }

    public static void Write(Terminal terminal, string text, string indent = "", Tone tone = Tone.Plain)
    {
        foreach (var line in Lines(text, indent, terminal.Width))
        {
            terminal.Out.WriteLine(terminal.Paint(line, tone));
        }
    }
}
