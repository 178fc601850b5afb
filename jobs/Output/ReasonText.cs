using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Reasons for rejected rows, each with examples and the records themselves.</summary>
internal static class ReasonText
{
    /// <summary>The most reasons that are shown; the others are counted.</summary>
    private const int MostReasons = 20;

    /// <param name="showRaw">Whether to show the original records, which contain restricted values.</param>
    public static void Write(Terminal terminal, IReadOnlyList<TrialReason> reasons, bool showRaw)
    {
        foreach (var reason in reasons.Take(MostReasons))
        {
            terminal.Out.WriteLine(terminal.Paint(
                $"  {reason.Column ?? "the row"}: {reason.Rule}  ({Amount.Rows(reason.Count)})", Tone.Strong));
            foreach (var example in reason.Examples)
            {
                var at = example.Line is { } line ? FormattableString.Invariant($"line {line}") : FormattableString.Invariant($"row {example.Row}");
                terminal.Out.WriteLine($"    {at}: {Harmless(example.Message)}");
                if (showRaw)
                {
                    terminal.Out.WriteLine(terminal.Paint($"      {Cut(Harmless(example.Raw), terminal.Width - 6)}", Tone.Faint));
                }
            }
        }

        if (reasons.Count > MostReasons)
        {
            terminal.Out.WriteLine($"  and {CountText.Of(reasons.Count - MostReasons, "more reason")}");
        }
    }

    /// <summary>Removes characters that would control the terminal.</summary>
    public static string Harmless(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '·' : c)) : text;

    private static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, Math.Max(1, width - 1)), "…");
}
