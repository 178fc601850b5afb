using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Checks only that the measurements run. Their numbers mean nothing at such sizes.</summary>
public sealed class BenchTests
{
    [Theory]
    [InlineData("csv-drop", "parquet-drop", "csv-scale", "small-files", "polling")]
    [InlineData("many-datasets", "idle-ingest", "idle-status", "idle-service")]
    public async Task Measures_every_mark_at_a_tiny_size(params string[] marks)
    {
        using var folder = new TemporaryFolder();
        var results = folder["results.md"];
        using var bench = DataShareProgram.StartProgram(
            DataShareProgram.BenchExecutable,
            folder.Root,
            ["--rows", "500", "--files", "20", "--commits", "60", "--datasets", "3", "--pairs", "1", "--results", results, "--mark", .. marks]);

        var ended = await bench.WaitAsync();

        Assert.True(ended.ExitCode == 0, ended.ToString());
        var table = await File.ReadAllLinesAsync(results, TestContext.Current.CancellationToken);
        foreach (var mark in marks)
        {
            Assert.Single(table, line => line.StartsWith($"| {mark} | ", StringComparison.Ordinal));
        }
    }
}
