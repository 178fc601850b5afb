using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Simulates a container of docker-compose.yml: a folder is its root, and this machine is its system.</summary>
internal sealed partial class ComposeContainer
{
    public ComposeContainer(string root)
    {
        Root = root;
        foreach (var below in new[]
        {
            "bin", "data/inbox", "data/outbox", "opt/mssql-tools18/bin", "secrets", "tmp",
            "workspace/schemas/contracts/customers", "workspace/schemas/contracts/orders",
        })
        {
            Directory.CreateDirectory(Path.Combine(root, below));
        }
    }

    public string Root { get; }

    /// <summary>The file in which 'prepare' records the owners of files.</summary>
    public string Users => Path.Combine(Root, "secrets", "users");

    /// <summary>Replaces a program by a shell script.</summary>
    public void StandIn(string program, string script)
    {
        var path = Path.Combine(Root, "bin", program);
        File.WriteAllText(path, "#!/bin/bash\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Runs the script of a service.</summary>
    /// <param name="first">Lines that run before it.</param>
    public Task<(int ExitCode, string Output)> RunAsync(
        string service, IReadOnlyDictionary<string, string> environment, string first = "")
    {
        // Compose replaces two dollars by one. The server's user does not exist on this machine.
        var written = ((List<object>)ComposeFile.Services[service]["command"]).Cast<string>().Single();
        var script = Folders().Replace(written.Replace("$$", "$", StringComparison.Ordinal), match => Root + match.Value)
            .Replace(" mssql\n", " root\n", StringComparison.Ordinal);
        return BashAsync($"{first}\n{script}", environment);
    }

    /// <summary>Runs a command in the container's root and returns its output. The command must succeed.</summary>
    public async Task<string> ShellAsync(string script)
    {
        var (exitCode, output) = await BashAsync(script, new Dictionary<string, string>());
        Assert.True(exitCode == 0, output);
        return output.TrimEnd('\n');
    }

    /// <summary>The files in /data that belong to a user: <c>uid</c> or <c>uid:gid</c>.</summary>
    public Task<string> FilesOfAsync(string user, bool withoutDropped = false) => ShellAsync(
        $"find data {(withoutDropped ? "! -name dropped.csv" : "")} -uid {user.Split(':')[0]} {(user.Contains(':') ? $"-gid {user.Split(':')[1]}" : "")} -printf '%P\\n' | LC_ALL=C sort | paste -sd ' '");

    private async Task<(int ExitCode, string Output)> BashAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"exec 2>&1\n{script}"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = Path.Combine(Root, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, output);
    }

    [GeneratedRegex(@"(?<![\w.-])/(data|secrets|workspace|tmp|opt|setup\.sql)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Folders();
}
