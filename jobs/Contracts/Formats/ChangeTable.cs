using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Changes for people: step and direction in columns, then the change in as many lines as necessary.</summary>
internal static class ChangeTable
{
    public static void Write(Terminal terminal, IEnumerable<(ContractChange Change, bool IsRefused)> changes)
    {
        terminal.Out.WriteLine(terminal.Paint("STEP   BREAKS    CHANGE", Tone.Strong));
        terminal.Out.WriteLine(terminal.Paint($"-----  --------  {new string('-', Math.Clamp(terminal.Width, 25, Terminal.DefaultWidth) - 17)}", Tone.Faint));
        foreach (var (change, isRefused) in changes)
        {
            WrappedText.Write(
                terminal, $"{change.Path}: {change.Text}", $"{Step(change.Step),-5}  {Breaks(change.Breaks),-8}  ", isRefused ? Tone.Bad : Tone.Plain);
        }
    }

    /// <summary>The step in upper case: <c>MAJOR</c>.</summary>
    public static string Step(VersionStep step) => step.ToString().ToUpperInvariant();

    public static string Breaks(Directions breaks) => breaks switch
    {
        Directions.None => "-",
        Directions.Backward => "backward",
        Directions.Forward => "forward",
        _ => "both",
    };
}
