using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>The result of a call of the program.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}

/// <summary>The built executable <c>datashare</c>, started as a process.</summary>
public sealed class DataShareProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    private DataShareProgram(Process process) => this.process = process;

    public static string Executable => Beside("DataShare.Jobs", "datashare");

    public static string BenchExecutable => Beside("DataShare.Bench", "DataShare.Bench");

    public bool HasExited => process.HasExited;

    /// <summary>Everything on standard output so far.</summary>
    public string OutputSoFar
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public static async Task<ProgramResult> RunAsync(string folder, params string[] arguments)
    {
        using var program = Start(folder, arguments);
        return await program.WaitAsync();
    }

    /// <summary>Runs on a terminal of 80 columns without colours. The output has both streams of the program.</summary>
    public static async Task<ProgramResult> RunInTerminalAsync(string folder, params string[] arguments)
    {
        const string script = "/usr/bin/script";
        Assert.SkipUnless(File.Exists(script), "Needs 'script' of util-linux, which makes a terminal.");
        var call = string.Join(' ', arguments.Prepend(Executable).Select(a => $"'{a.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        using var program = StartProgram(script, folder, "-qec", $"stty cols 80; exec env TERM=dumb {call}", "/dev/null");
        var result = await program.WaitAsync();
        return result with { Output = result.Output.Replace("\r\n", "\n", StringComparison.Ordinal) };
    }

    public static DataShareProgram Start(string folder, params IReadOnlyList<string> arguments) =>
        StartProgram(Executable, folder, arguments);

    /// <param name="environment">Additional environment variables.</param>
    public static DataShareProgram Start(
        string folder, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        StartProgram(Executable, folder, arguments, environment);

    public static DataShareProgram StartProgram(string executable, string folder, params IReadOnlyList<string> arguments) =>
        StartProgram(executable, folder, arguments, new Dictionary<string, string>());

    private static DataShareProgram StartProgram(
        string executable, string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(executable)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var program = new DataShareProgram(new Process { StartInfo = start });
        program.process.OutputDataReceived += (_, line) => Append(program.output, line.Data);
        program.process.ErrorDataReceived += (_, line) => Append(program.error, line.Data);
        program.process.Start();
        program.process.BeginOutputReadLine();
        program.process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits until these words are on standard output.</summary>
    public Task SaysAsync(string words, TimeSpan within) => Eventually.TrueAsync(
        () => OutputSoFar.Contains(words, StringComparison.Ordinal), within, () => $"{words}\n{OutputSoFar}");

    public async Task<ProgramResult> WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"datashare did not end within {Patience}.\n{OutputSoFar}\n{error}");
        }

        lock (error)
        {
            return new ProgramResult(process.ExitCode, OutputSoFar, error.ToString());
        }
    }

    /// <summary>Sends a signal like the shell does: INT is Ctrl-C.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    /// <summary>
    /// A file next to this assembly: <c>artifacts/bin/&lt;project&gt;/&lt;pivot&gt;/</c>, with the same pivot for all projects.
    /// </summary>
    private static string Beside(string project, string name)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, file);
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }
}
