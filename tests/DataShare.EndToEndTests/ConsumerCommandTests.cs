using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary><c>datashare consumer …</c> and <c>datashare consume --from</c>.</summary>
public sealed class ConsumerCommandTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();
    private int dropped;

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Shows_how_far_a_consumer_is_and_what_it_received()
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n2,Oslo,2\n");
        await ExpectAsync(0, "consume");
        await IngestAsync("id,place,value\n3,Oslo,3\n");

        var list = await ExpectAsync(0, "consumer", "list");
        var show = await ExpectAsync(0, "consumer", "show", "readings-files");
        using var json = JsonDocument.Parse((await ExpectAsync(0, "consumer", "show", "readings-files", "--json")).Output);

        Assert.Contains("readings-files  tests@example.com  CSV files in outbox/readings  readings@0    1  2 rows", list.Output, StringComparison.Ordinal);
        Assert.Contains("readings/v1         0       1", show.Output, StringComparison.Ordinal);
        Assert.Matches(@"  1  \d{4}-\d\d-\d\d \d\d:\d\dZ  readings@0     2        1  finished", show.Output);
        var state = json.RootElement.GetProperty("consumer").GetProperty("state");
        Assert.Equal((0, 1, 1), (
            state.GetProperty("positions").GetProperty("readings/v1").GetInt32(),
            state.GetProperty("lag").GetProperty("commits").GetInt32(),
            state.GetProperty("lag").GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task A_paused_consumer_gets_nothing_until_it_is_resumed()
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n");
        await ExpectAsync(0, "consumer", "pause", "readings-files", "--why", "the share moves");

        Assert.Contains("somebody paused it", (await ExpectAsync(0, "consume", "readings-files")).Output, StringComparison.Ordinal);
        Assert.Contains("paused by hand: the share moves", (await ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        Assert.Empty(Files());
        Assert.Contains("it was paused before", (await ExpectAsync(0, "consumer", "pause", "readings-files")).Output, StringComparison.Ordinal);

        await ExpectAsync(0, "consumer", "resume", "readings-files");
        await ExpectAsync(0, "consume");
        Assert.Equal(["readings-v1-0000000000-0000000001.csv"], Files());
    }

    [Fact]
    public async Task A_rewind_delivers_again_what_came_after_the_position()
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n");
        await IngestAsync("id,place,value\n2,Oslo,2\n");
        await ExpectAsync(0, "consume");

        var rewound = await ExpectAsync(0, "consumer", "rewind", "readings-files", "--to", "readings@0");
        var again = await ExpectAsync(0, "consume");

        Assert.Contains("its position is readings@0. The next delivery has up to 1 row of 1 commit again", rewound.Output, StringComparison.Ordinal);
        Assert.Contains("1 changed row of readings@1", again.Output, StringComparison.Ordinal);
        Assert.Contains("it has received nothing after that; its position is readings@1", (await ExpectAsync(0, "consumer", "rewind", "readings-files", "--to", "readings@1")).Output, StringComparison.Ordinal);
        await ExpectAsync(0, "consumer", "rewind", "readings-files", "--to-time", "2020-01-01");
        Assert.Contains("2 changed rows of readings@0..1", (await ExpectAsync(0, "consume")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--to stock@1", "the consumer does not read 'stock'; known: readings")]
    [InlineData("--to readings@7", "readings/v1@7 is after its position readings/v1@0. A rewind only moves back")]
    [InlineData("--to readings", "'readings' is not a position; expected for example orders@40")]
    [InlineData("--to readings@x", "'x' is not a lake version of readings/v1")]
    [InlineData("--to readings@start,readings@0", "readings/v1 is listed twice")]
    [InlineData("--to-time yesterday", "'yesterday' is not a time; expected for example 2026-11-30T06:00Z")]
    [InlineData("", "Exactly one of --to and --to-time is required")]
    public async Task A_wrong_rewind_changes_nothing_and_says_what_it_expects(string arguments, string expected)
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n");
        await ExpectAsync(0, "consume");

        var refused = await ExpectAsync(1, [.. "consumer rewind readings-files".Split(' '), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        Assert.Contains("nothing after readings@0", (await ExpectAsync(0, "consume")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_warehouse_was_lost_somebody_decides_where_to_continue()
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n");
        await ExpectAsync(0, "consume");
        await IngestAsync("id,place,value\n2,Oslo,2\n");
        File.Delete(workspace["data", "warehouse.duckdb"]);
        await ExpectAsync(0, "ingest");

        var stopped = await ExpectAsync(1, "consume");
        Assert.Contains("stopped      readings-files: Nothing was delivered", stopped.Output, StringComparison.Ordinal);
        Assert.Equal(["readings-v1-0000000000-0000000001.csv"], Files());

        var decided = await ExpectAsync(0, "consume", "--from", "recorded");
        Assert.Contains("1 changed row of readings@1", decided.Output, StringComparison.Ordinal);
        Assert.Equal(["readings-v1-0000000000-0000000001.csv", "readings-v1-0000000001-0000000002.csv"], Files());
    }

    [Fact]
    public async Task A_dataset_that_is_new_to_a_consumer_is_named_before_and_when_it_is_delivered()
    {
        workspace.Write("contracts/stock/1.0.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("readings", "stock", StringComparison.Ordinal));
        workspace.Write("data/inbox/stock/a.csv", "id,place,value\n7,Oslo,7\n");
        await IngestAsync("id,place,value\n1,Oslo,1\n");
        await ExpectAsync(0, "consume");
        var definition = File.ReadAllText(workspace["consumers", "readings-files.yaml"]);
        workspace.Write("consumers/readings-files.yaml", definition.Replace("schedule:", "  - {dataset: stock, major: 1}\nschedule:", StringComparison.Ordinal));

        Assert.Contains("readings-files: its next delivery begins to read stock/v1, with its first row", (await ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        Assert.Contains("readings-files: its next delivery begins to read stock/v1, with its first row", (await ExpectAsync(0, "schema", "check")).Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var delivered = await ExpectAsync(0, "consume");

        Assert.Contains("1 changed row of stock@0", delivered.Output, StringComparison.Ordinal);
        Assert.Contains("readings-files: it has begun to read stock/v1, with its first row", delivered.Output, StringComparison.Ordinal);
    }

    private async Task IngestAsync(string content)
    {
        workspace.Drop(FormattableString.Invariant($"{dropped++}.csv"), content);
        await ExpectAsync(0, "ingest");
    }

    private async Task<ProgramResult> ExpectAsync(int code, params string[] arguments)
    {
        var result = await workspace.RunAsync(arguments);
        Assert.True(result.ExitCode == code, $"datashare {string.Join(' ', arguments)}: {result}");
        return result;
    }

    private IReadOnlyList<string> Files() => !Directory.Exists(workspace["data", "outbox", "readings"]) ? [] :
        [.. Directory.EnumerateFiles(workspace["data", "outbox", "readings"]).Select(f => Path.GetFileName(f)).Where(f => f[0] != '.').Order(StringComparer.Ordinal)];
}
