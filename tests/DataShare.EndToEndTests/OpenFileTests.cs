using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A producer that pauses in the middle of a value for longer than the settle time.</summary>
public sealed class OpenFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ReadingsWorkspace workspace = new();

    public OpenFileTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The writer is a shell, and only Linux tells of it.");

    private string March => workspace["data", "inbox", "readings", "march.csv"];

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Ingest_names_the_process_that_has_the_file_open_and_takes_the_whole_file_later()
    {
        workspace.Drop("march.csv", "id,place,value\n1,Oslo,2.50\n2,Ber");
        using var writer = await WriterProcess.OpenAsync(March);

        var first = await workspace.RunAsync("ingest");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Contains($"not settled  readings/march.csv: it is still open for writing by process {writer.Id} (sh)", first.Output, StringComparison.Ordinal);
        await writer.WriteAsync("gen,3.50\n3,Bodø,4.50\n");
        writer.Close();
        var second = await workspace.RunAsync("ingest");
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal("Oslo Bergen Bodø", await workspace.AskAsync("select string_agg(place, ' ' order by id) from readings"));
        var verify = await workspace.RunAsync("verify");
        Assert.True(verify.ExitCode == 0, verify.ToString());
    }

    [Fact]
    public async Task A_dry_run_and_an_ingest_of_a_named_file_do_not_read_an_open_file()
    {
        workspace.Write("april.csv", ReadingsWorkspace.Readings(1));
        using var writer = await WriterProcess.OpenAsync(workspace["april.csv"]);

        foreach (var trial in new[] { "--again", "--dry-run" })
        {
            var refused = await workspace.RunAsync("ingest", trial, "april.csv", "--dataset", "readings");

            Assert.True(refused.ExitCode == 2, refused.ToString());
            Assert.Contains($"still open for writing by process {writer.Id} (sh). Nothing was ingested", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_service_reports_it_once_and_takes_the_file_when_it_is_closed()
    {
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        using var writer = await WriterProcess.OpenAsync(March);
        using var service = workspace.Start("run");
        await service.SaysAsync("march.csv in the inbox of readings waits: it is still open for writing", Patience);
        workspace.Drop("april.csv", ReadingsWorkspace.Readings(2));
        await service.SaysAsync("april.csv landed", Patience);

        writer.Close();
        await service.SaysAsync("march.csv landed", Patience);

        Assert.Single(service.OutputSoFar.Split('\n'), l => l.Contains("march.csv in the inbox of readings waits", StringComparison.Ordinal));
    }
}
