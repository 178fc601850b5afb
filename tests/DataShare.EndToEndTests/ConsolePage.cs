using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A command of a page, and the output that the page shows.</summary>
internal sealed record ConsoleStep(string Command, string Shown);

/// <summary>
/// The <c>```console</c> blocks of a page. A line that begins with <c>$ </c> is a command; the lines up to the next command are
/// its output. A shell runs the commands in order, in one new folder, with the built program as <c>datashare</c>. If the
/// sentence before a <c>```yaml</c> block names a file, the block is written to that file in between.
/// </summary>
internal sealed partial class ConsolePage(string markdown)
{
    private const char Mark = '\u001e';

    public IReadOnlyList<ConsoleStep> Steps { get; } =
    [
        .. Block().Matches(markdown)
            .SelectMany(block => block.Groups["file"].Success ? [FileStep(block)] : CommandSteps(block))
            // A service does not end by itself. Other tests cover it.
            .Where(step => step.Command != "datashare run"),
    ];

    /// <summary>The output of each step on both streams. Fails if a step did not end with 0.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var script = new StringBuilder("set -e\n");
        foreach (var step in Steps)
        {
            script.Append("printf '\\036'\n").Append(step.Command).Append('\n');
        }

        var start = new ProcessStartInfo("sh", ["-c", "{ " + script + "} 2>&1"])
        {
            WorkingDirectory = folder.Root,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment["PATH"] = Path.GetDirectoryName(DataShareProgram.Executable) + Path.PathSeparator + path;
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        var printed = output.Split(Mark)[1..];
        Assert.True(shell.ExitCode == 0, $"exit code {shell.ExitCode} of: {Steps[printed.Length - 1].Command}\n{printed[^1]}");
        return printed;
    }

    private static IEnumerable<ConsoleStep> CommandSteps(Match block) =>
        Step().Matches(block.Groups["lines"].Value)
            .Select(step => new ConsoleStep(step.Groups["command"].Value.Trim(), step.Groups["shown"].Value));

    private static ConsoleStep FileStep(Match block)
    {
        var file = block.Groups["file"].Value;
        return new ConsoleStep($"mkdir -p $(dirname {file}) && cat > {file} <<'END'\n{block.Groups["text"].Value}END", "");
    }

    [GeneratedRegex(
        @"^```console\n(?<lines>.*?)^```|`(?<file>[\w./-]+\.yaml)`[^`]*:\n\n```yaml\n(?<text>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\$ (?<command>[^\n]*)\n(?<shown>(?:(?!\$ )[^\n]*\n)*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
