using Xunit;

namespace DataShare.EndToEndTests;

public sealed class VerifyTests
{
    [Fact]
    public async Task Says_that_a_lake_is_whole_and_names_the_part_that_is_missing()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write("data/inbox/readings/a.csv", "id,place,value\n1,Oslo,2.50\n");
        await workspace.RunAsync("ingest");

        var whole = await workspace.RunAsync("verify");
        Assert.True(whole.ExitCode == 0, whole.ToString());
        Assert.Contains("whole    readings/v1", whole.Output, StringComparison.Ordinal);

        var part = Assert.Single(Directory.GetFiles(Path.Combine(workspace.Root, "data/lake/tables/readings/v1"), "*.parquet"));
        File.Delete(part);

        var damaged = await workspace.RunAsync("verify");
        Assert.True(damaged.ExitCode == 1, damaged.ToString());
        Assert.Contains(Path.GetFileName(part), damaged.Output, StringComparison.Ordinal);
        Assert.Contains("it is missing", damaged.Output, StringComparison.Ordinal);
    }
}
