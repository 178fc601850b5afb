using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A folder that stands for the root of a container of docker-compose.yml, and this machine for its system.</summary>
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

    /// <summary>Where 'prepare' notes whose files there are.</summary>
    public string Users => Path.Combine(Root, "secrets", "users");

    /// <summary>Puts a shell script in the place of a program.</summary>
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
    /// <param name="first">Lines that go before it.</param>
    public Task<(int ExitCode, string Output)> RunAsync(
        string service, IReadOnlyDictionary<string, string> environment, string first = "")
    {
        // Compose takes two dollars for one. The server's user is not on this machine.
        var written = ((List<object>)ComposeFile.Services[service]["command"]).Cast<string>().Single();
        var script = Folders().Replace(written.Replace("$$", "$", StringComparison.Ordinal), match => Root + match.Value)
            .Replace(" mssql\n", " root\n", StringComparison.Ordinal);
        return BashAsync($"{first}\n{script}", environment);
    }

    /// <summary>What a command that must succeed says, run in the container's root.</summary>
    public async Task<string> ShellAsync(string script)
    {
        var (exitCode, output) = await BashAsync(script, new Dictionary<string, string>());
        Assert.True(exitCode == 0, output);
        return output.TrimEnd('\n');
    }

    /// <summary>What of /data belongs to a user: <c>uid</c> or <c>uid:gid</c>.</summary>
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
