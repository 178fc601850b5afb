using System.Text;
using Spectre.Console;

namespace DataShare.Jobs;

/// <summary>
/// The output of a command: results go to standard output, messages and progress to standard error. Colours and progress
/// bars appear only on a terminal, and no colours with <c>NO_COLOR</c>.
/// </summary>
public sealed class Terminal
{
    /// <summary>The width of a window if it is unknown.</summary>
    public const int DefaultWidth = 80;

    private readonly bool outputIsTerminal = !Console.IsOutputRedirected;
    private readonly bool paints;

    /// <param name="json">Whether results are printed as JSON.</param>
    public Terminal(bool json)
    {
        Json = json;
        paints = outputIsTerminal && AllowsColour();
        Messages = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = AllowsColour() ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
    }

    public bool Json { get; }

    public TextWriter Out { get; } = new PrintableWriter(Console.Out);

    public TextWriter Error { get; } = new PrintableWriter(Console.Error);

    /// <summary>Standard error as a console that can draw.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>Whether standard error is a terminal, so that a progress bar makes sense.</summary>
    public bool ShowsProgress { get; } = !Console.IsErrorRedirected;

    /// <summary>The width of the window in columns. Output to a file or pipe has no limit, so nothing is cut or wrapped.</summary>
    /// <remarks>A pseudo terminal may report 0.</remarks>
    public int Width => !outputIsTerminal ? int.MaxValue : Console.WindowWidth is var width and > 20 ? width : DefaultWidth;

    /// <summary>Standard output for data such as CSV: unchanged, but on a terminal the same as <see cref="Out"/>.</summary>
    public TextWriter OpenRaw() => outputIsTerminal ? Out : new StreamWriter(ResultOutput.Open(), new UTF8Encoding(false), 1 << 16);

    /// <summary>The text in its colour, or unchanged if colours are off.</summary>
    public string Paint(string text, Tone tone) => !paints || tone is Tone.Plain
        ? text
        : $"{PrintableWriter.OwnEscape}[{tone switch { Tone.Good => 32, Tone.Warning => 33, Tone.Bad => 31, Tone.Strong => 1, _ => 2 }}m{text}{PrintableWriter.OwnEscape}[0m";

    // https://no-color.org: any value except the empty one. A dumb terminal would show the codes.
    private static bool AllowsColour() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}

/// <summary>The meaning of a text, from which the terminal chooses a colour.</summary>
public enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Strong,
    Faint,
}
