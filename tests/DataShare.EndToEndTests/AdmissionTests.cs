using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>New versions of contracts are published, or left out, before any file is taken.</summary>
public sealed class AdmissionTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("ingest")]
    [InlineData("consume")]
    public async Task A_start_publishes_new_versions_and_reports_them_once(string command)
    {
        var first = await workspace.RunAsync(command);
        var second = await workspace.RunAsync(command);

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Equal("Published readings 1.0.0.", first.Error.Trim());
        Assert.Empty(second.Error);
        Assert.Equal(ReadingsWorkspace.Contract, await File.ReadAllTextAsync(Published("1.0.0"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_service_publishes_new_versions_before_it_takes_a_file()
    {
        using var service = workspace.Start("run");
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));

        await service.SaysAsync("Committed", TimeSpan.FromSeconds(20));
        await service.SignalAsync("INT");
        var ended = await service.WaitAsync();

        Assert.Contains("Published readings 1.0.0", ended.Output, StringComparison.Ordinal);
        Assert.True(ended.Output.IndexOf("Published", StringComparison.Ordinal) < ended.Output.IndexOf("Committed", StringComparison.Ordinal), ended.ToString());
    }

    [Theory]
    [InlineData("ingest")]
    [InlineData("consume")]
    public async Task A_refused_version_is_left_out_and_named_with_its_file_and_the_consumers_it_breaks(string command)
    {
        await workspace.RunAsync("ingest");
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", Contract("1.1.0", "name: value", "name: amount"));

        var refused = await workspace.RunAsync(command);

        Assert.True(refused.ExitCode == 4, refused.ToString());
        Assert.Contains("contracts/readings/1.1.0.odcs.yaml: readings 1.1.0 is refused", refused.Error, StringComparison.Ordinal);
        Assert.Contains("breaks readings-files (tests@example.com): reads value, which 1.1.0 renames to amount", refused.Error, StringComparison.Ordinal);
        Assert.Contains("expected 2.0.0", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Published("1.1.0")));
    }

    [Fact]
    public async Task With_a_refused_version_files_are_taken_under_published_ones_and_other_versions_are_published()
    {
        await workspace.RunAsync("ingest");
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", Contract("1.1.0", "name: value", "name: amount"));
        workspace.Write("contracts/places/1.0.0.odcs.yaml", Contract("1.0.0", "readings", "places"));
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        workspace.Write("data/inbox/places/march.csv", ReadingsWorkspace.Readings(2));

        var ingested = await workspace.RunAsync("ingest");

        Assert.True(ingested.ExitCode == 4, ingested.ToString());
        Assert.Equal("3", await workspace.AskAsync("select count(*) from readings"));
        Assert.Equal("2", await workspace.AskAsync("select count(*) from places"));
    }

    [Fact]
    public async Task The_service_continues_with_a_refused_version_and_says_why_it_is_not_published()
    {
        await workspace.RunAsync("ingest");
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", Contract("1.1.0", "name: value", "name: amount"));
        using var service = workspace.Start("run");
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));

        await service.SaysAsync("Delivered", TimeSpan.FromSeconds(30));
        await service.SignalAsync("INT");
        var ended = await service.WaitAsync();

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains("readings 1.1.0 is refused: ", ended.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Published("1.1.0")));
    }

    [Fact]
    public async Task Publish_publishes_none_of_several_when_one_is_refused()
    {
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", Contract("1.1.0", "name: value", "name: amount"));

        var refused = await workspace.RunAsync("schema", "publish");

        Assert.True(refused.ExitCode == 4, refused.ToString());
        Assert.False(File.Exists(Published("1.0.0")));
    }

    [Fact]
    public async Task An_edited_published_version_is_refused_and_both_files_are_named()
    {
        await workspace.RunAsync("ingest");
        workspace.Write("contracts/readings/1.0.0.odcs.yaml", ReadingsWorkspace.Contract + "\n# a word more\n");

        var refused = await workspace.RunAsync("ingest");

        Assert.True(refused.ExitCode == 4, refused.ToString());
        Assert.Contains("contracts/readings/1.0.0.odcs.yaml", refused.Error, StringComparison.Ordinal);
        Assert.Contains("data/lake/contracts/readings/1.0.0.yaml", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_version_takes_files_after_its_own_file_was_removed()
    {
        await workspace.RunAsync("ingest");
        File.Delete(workspace["contracts", "readings", "1.0.0.odcs.yaml"]);
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));

        var ingested = await workspace.RunAsync("ingest");

        Assert.True(ingested.ExitCode == 0, ingested.ToString());
        Assert.Equal("3", await workspace.AskAsync("select count(*) from readings"));
    }

    [Fact]
    public async Task A_draft_is_not_published()
    {
        workspace.Write("contracts/readings/2.0.0.odcs.yaml", Contract("2.0.0", "status: active", "status: draft"));

        var ingested = await workspace.RunAsync("ingest");

        Assert.True(ingested.ExitCode == 0, ingested.ToString());
        Assert.False(File.Exists(Published("2.0.0")));
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_publish_once()
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => workspace.RunAsync("ingest")));

        Assert.All(starts, s => Assert.True(s.ExitCode == 0, s.ToString()));
        Assert.Single(starts, s => s.Error.Contains("Published", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SQL_that_reads_more_than_it_declares_is_told_at_the_start()
    {
        workspace.Write(
            "consumers/sums.yaml",
            "consumer: sums\nowner: me@example.com\nreads: [{dataset: readings, major: 1, columns: [place]}]\ndeliver:\n  sql: create table if not exists s as select place, sum(value) as v from {{readings}} group by place\n");

        var consumed = await workspace.RunAsync("consume", "sums");

        Assert.Contains(
            "sums.yaml(5,8): consumer 'sums' (me@example.com): its SQL uses undeclared columns of {{readings}} (value); expected columns: [place, value]",
            consumed.Error,
            StringComparison.Ordinal);
    }

    private static string Contract(string version, string old, string now) => ReadingsWorkspace.Contract
        .Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal)
        .Replace(old, now, StringComparison.Ordinal);

    private string Published(string version) => workspace["data", "lake", "contracts", "readings", $"{version}.yaml"];
}
