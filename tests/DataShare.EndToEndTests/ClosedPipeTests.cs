using System.Diagnostics;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Commands whose reader closes the pipe.</summary>
public sealed class ClosedPipeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ReadingsWorkspace workspace = new();

    public ClosedPipeTests() => Assert.SkipUnless(File.Exists("/bin/bash"), "Needs bash, which tells how each program of a pipe ended.");

    public void Dispose() => workspace.Dispose();

    /// <summary>If the query continued, it would write for minutes, and the test would time out.</summary>
    [Theory]
    [InlineData("--format csv", "range\n")]
    [InlineData("--format json", "[\n")]
    [InlineData("--json", "[\n")]
    public async Task A_query_ends_when_its_reader_closes_the_pipe(string format, string expected)
    {
        var result = await BashAsync($"\"$0\" query 'select * from range(1000000000000)' {format} | head -1; echo ${{PIPESTATUS[0]}}");

        Assert.Equal((expected + "141\n", ""), (result.Output, result.Error));
    }

    [Fact]
    public async Task A_failed_query_ends_with_its_own_code_even_without_a_reader()
    {
        var result = await BashAsync("\"$0\" query 'select nope' --format csv | true; echo ${PIPESTATUS[0]}");

        Assert.Equal("1\n", result.Output);
        Assert.Contains("nope", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,Oslo,1.50", "0\n")]
    [InlineData("x,Oslo,1.50", "3\n")]
    public async Task An_ingest_completes_its_work_without_a_reader(string row, string code)
    {
        workspace.Drop("march.csv", $"id,place,value\n{row}\n");

        var result = await BashAsync("\"$0\" ingest --json | true; echo ${PIPESTATUS[0]}");

        Assert.Equal(code, result.Output);
        Assert.Equal(code == "0\n", (await workspace.RunAsync("query", "select count(*) from readings", "--format", "csv")).Output.Contains("\n1\n", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(workspace["data", "inbox", "readings"]));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status --json")]
    [InlineData("verify")]
    [InlineData("consume")]
    [InlineData("--help")]
    public async Task Other_commands_end_with_the_same_code_without_a_reader(string command)
    {
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        Assert.Equal(0, (await workspace.RunAsync("ingest")).ExitCode);

        var result = await BashAsync($"\"$0\" {command} | true; echo ${{PIPESTATUS[0]}}");

        Assert.Equal(("0\n", ""), (result.Output, result.Error));
    }

    [Fact]
    public async Task A_service_continues_without_a_reader_of_its_log()
    {
        using var bash = Start("{ \"$0\" run & echo $! > run.pid; wait $!; } | head -1");
        await Eventually.TrueAsync(() => bash.OutputSoFar.Contains("info:", StringComparison.Ordinal), Patience, () => bash.OutputSoFar);

        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        await Eventually.TrueAsync(() => Directory.Exists(workspace["data", "outbox", "readings"]) && Directory.GetFiles(workspace["data", "outbox", "readings"], "*.csv").Length == 1, Patience, () => bash.OutputSoFar);

        using var end = Process.Start("kill", (await File.ReadAllTextAsync(workspace["run.pid"], TestContext.Current.CancellationToken)).Trim());
        await end.WaitForExitAsync(TestContext.Current.CancellationToken);
        await bash.WaitAsync();
    }

    private async Task<ProgramResult> BashAsync(string script)
    {
        using var bash = Start(script);
        return await bash.WaitAsync();
    }

    private DataShareProgram Start(string script) =>
        DataShareProgram.StartProgram("/bin/bash", workspace.Root, "-c", script, DataShareProgram.Executable);
}
