using System.Diagnostics;

namespace DataShare.TestKit;

/// <summary>Another process that has a file open for writing, like a producer that pauses. Linux only.</summary>
public sealed class WriterProcess : IDisposable
{
    private readonly Process process;

    private WriterProcess(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Opens the file to append to it. The file is open when this returns.</summary>
    /// <param name="asUser">The user id of the process; null for the user of the tests.</param>
    public static async Task<WriterProcess> OpenAsync(string file, int? asUser = null)
    {
        const string script = "exec 3>>\"$0\"; echo open; while IFS= read -r text; do printf '%b' \"$text\" >&3; echo written; done";
        string[] shell = ["sh", "-c", script, file];
        string[] command = asUser is { } user ? ["setpriv", "--reuid", $"{user}", "--regid", $"{user}", "--clear-groups", .. shell] : shell;
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var writer = new WriterProcess(Process.Start(start)!);
        await writer.AnsweredAsync("open");
        return writer;
    }

    /// <summary>Writes more text. The text is written when this returns.</summary>
    public async Task WriteAsync(string text)
    {
        await process.StandardInput.WriteLineAsync(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
        await process.StandardInput.FlushAsync();
        await AnsweredAsync("written");
    }

    /// <summary>Ends the process, which closes the file.</summary>
    public void Close()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Close();
        process.Dispose();
    }

    private async Task AnsweredAsync(string expected)
    {
        if (await process.StandardOutput.ReadLineAsync() is var answer && answer != expected)
        {
            throw new InvalidOperationException($"The writer answered '{answer}' instead of '{expected}'.");
        }
    }
}
