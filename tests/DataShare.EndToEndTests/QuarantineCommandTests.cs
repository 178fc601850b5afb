using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class QuarantineCommandTests : IDisposable
{
    private const string Good = "1,here,1.00\n2,here,2.00\n3,here,3.00\n";

    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Open_entries_are_listed_by_fault_and_shown_with_examples()
    {
        await RefuseAsync("some-bad.csv", $"id,place,value\n{Good}4,there,-3.00\n");
        await RefuseAsync("broken.csv", "id,palce,value\n1,here,1.00\n");

        var list = await workspace.RunAsync("quarantine", "list");

        Assert.Contains("readings  value: minimum  (1 row)", list.Output, StringComparison.Ordinal);
        Assert.Contains("some-bad.csv  1 of 4 rows", list.Output, StringComparison.Ordinal);
        Assert.Contains("broken.csv  the file", list.Output, StringComparison.Ordinal);
        var id = await IdAsync("some-bad.csv");
        var show = await workspace.RunAsync("quarantine", "show", id[^6..].ToLowerInvariant());
        Assert.Contains("line 5: column 'value': '-3.00'", show.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discarded_entries_are_listed_only_with_the_option_all()
    {
        await RefuseAsync("broken.csv", "id,palce,value\n1,here,1.00\n");
        var id = await IdAsync("broken.csv");

        var discard = await workspace.RunAsync("quarantine", "discard", id, "--why", "sent again", "--by", "ada");

        Assert.True(discard.ExitCode == 0, discard.ToString());
        Assert.Contains("Nothing is in quarantine.", (await workspace.RunAsync("quarantine", "list")).Output, StringComparison.Ordinal);
        Assert.Contains(
            "discarded by ada", (await workspace.RunAsync("quarantine", "list", "--all")).Output, StringComparison.Ordinal);
        var again = await workspace.RunAsync("quarantine", "discard", id, "--why", "sent again");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("sent again", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_file_is_exported_unchanged_and_overwrites_nothing()
    {
        await RefuseAsync("broken.csv", "id,palce,value\n1,here,1.00\n");
        var id = await IdAsync("broken.csv");

        var export = await workspace.RunAsync("quarantine", "export", id, "--out", "mend.csv");

        Assert.True(export.ExitCode == 0, export.ToString());
        Assert.Equal("id,palce,value\n1,here,1.00\n", await File.ReadAllTextAsync(workspace["mend.csv"], TestContext.Current.CancellationToken));
        await File.AppendAllTextAsync(workspace["mend.csv"], "2,here,2.00\n", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await workspace.RunAsync("quarantine", "export", id, "--out", "mend.csv")).ExitCode);
    }

    [Fact]
    public async Task An_unknown_id_is_wrong_use_and_the_nearest_is_named()
    {
        await RefuseAsync("broken.csv", "id,palce,value\n1,here,1.00\n");
        var id = await IdAsync("broken.csv");
        var misspelt = id[..^1] + (id[^1] == 'X' ? 'Y' : 'X');

        var show = await workspace.RunAsync("quarantine", "show", misspelt);

        Assert.Equal(1, show.ExitCode);
        Assert.Contains($"did you mean '{id}'?", show.Error, StringComparison.Ordinal);
    }

    private async Task RefuseAsync(string name, string content)
    {
        workspace.Drop(name, content);
        var ingest = await workspace.RunAsync("ingest");
        Assert.True(ingest.ExitCode == 3, ingest.ToString());
    }

    private async Task<string> IdAsync(string file)
    {
        using var json = JsonDocument.Parse((await workspace.RunAsync("quarantine", "list", "--json")).Output);
        return Assert.Single(
            json.RootElement.EnumerateArray().SelectMany(g => g.GetProperty("entries").EnumerateArray()),
            e => e.GetProperty("file").GetString() == file).GetProperty("id").GetString()!;
    }
}
