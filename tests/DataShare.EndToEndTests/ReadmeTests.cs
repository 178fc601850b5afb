using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// The README's commands work as they stand. Every line of a <c>```console</c> block that begins with
/// <c>$ </c> is run, in order, by a shell in one fresh folder in which <c>datashare</c> is the built program.
/// </summary>
public sealed partial class ReadmeTests
{
    private static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Theory]
    [InlineData("dotnet run -c Release --project jobs -- demo")]
    [InlineData("dotnet test")]
    public void The_two_commands_to_begin_with_are_there(string command) =>
        Assert.Contains(Readme.Split('\n'), line => line.TrimStart(' ', '$').TrimEnd() == command);

    [Fact]
    public async Task Every_datashare_command_works_in_a_fresh_workspace()
    {
        using var folder = new TemporaryFolder();
        var commands = ConsoleBlock().Matches(Readme)
            .SelectMany(block => block.Groups["lines"].Value.Split('\n'))
            .Where(line => line.StartsWith("$ ", StringComparison.Ordinal))
            .Select(line => line[2..].Trim())
            // A service does not end by itself; it has tests of its own.
            .Where(command => !command.StartsWith("datashare run", StringComparison.Ordinal))
            .ToList();
        Assert.Contains(commands, c => c.StartsWith("datashare ", StringComparison.Ordinal));

        var script = new StringBuilder("set -e\n");
        foreach (var command in commands)
        {
            script.Append("echo '+' ").Append(Quoted(command)).Append('\n').Append(command).Append('\n');
        }

        var (exitCode, output) = await ShellAsync(folder.Root, script.ToString());

        Assert.True(exitCode == 0, output);
    }

    private static async Task<(int ExitCode, string Output)> ShellAsync(string folder, string script)
    {
        var start = new ProcessStartInfo("sh", ["-c", "{ " + script + "} 2>&1"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment["PATH"] = Path.GetDirectoryName(DataShareProgram.Executable) + Path.PathSeparator + path;
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, output);
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"^```console\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ConsoleBlock();
}
