using System.Text;
using System.Text.Json;
using DataShare.Lake;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class LandingTests : IDisposable
{
    private const string Three = "id,name,amount\n1,Ada,10.50\n2,,-3\n3,\"B, \"\"C\"\"\",\n";

    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id, TestContract.Name, TestContract.Amount));

    public void Dispose() => inbox.Dispose();

    [Fact]
    public async Task Lands_the_rows_of_a_csv_file()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", Three);

        Assert.Equal(["1|Ada|10.50", "2|null|-3.00", "3|B, \"C\"|null"], inbox.Rows());
        Assert.Equal((3, 0, 0), (landed.AcceptedRows, landed.RejectedRows, landed.LakeVersion));
        Assert.Null(landed.QuarantineFolder);
        Assert.Empty(inbox.Waiting);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task Every_row_has_its_load_id_and_its_row_number()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name,amount\n7,\"two\nlines\",\n8,,\n");

        Assert.Equal(
            [$"7|{landed.LoadId}|1", $"8|{landed.LoadId}|2"],
            inbox.Rows("select id, _load_id, _source_row from lake order by id"));
    }

    [Fact]
    public async Task The_log_has_the_hash_of_each_part()
    {
        await inbox.IngestAsync<Landed>("a.csv", Three);

        var part = Assert.Single(await inbox.Lake.Table(new LakeTableId(InboxFixture.Orders, 1)).ActivePartsAsync(TestContext.Current.CancellationToken));

        Assert.Equal(await FileHash.OfAsync(part.Path, TestContext.Current.CancellationToken), part.Hash);
    }

    [Fact]
    public async Task Keeps_the_exact_bytes()
    {
        byte[] content = [.. Encoding.UTF8.GetPreamble(), .. "id,name,amount\r\n1,é,\r\n"u8];

        await inbox.IngestAsync<Landed>("a.CSV", content);

        var raw = Assert.Single(Directory.GetFiles(inbox.Folder["lake", "raw", "orders"], "*.csv", SearchOption.AllDirectories));
        Assert.Equal(content, await File.ReadAllBytesAsync(raw, TestContext.Current.CancellationToken));
        Assert.Equal("1|é|null", inbox.Row("select id, name, amount from lake"));
    }

    [Fact]
    public async Task The_log_has_the_facts_of_each_drop()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", Three);

        var commit = Assert.Single(await inbox.Lake.Table(new(InboxFixture.Orders, 1))
            .CommitsAfterAsync(-1, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        var drop = Assert.Single(commit.Drops);
        Assert.Equal((landed.LoadId, "a.csv", 3, 0), (drop.LoadId, drop.Name, drop.AcceptedRows, drop.RejectedRows));
        Assert.Equal(Encoding.UTF8.GetByteCount(Three), drop.Bytes);
        Assert.Equal(3, Assert.Single(inbox.Log().Files).Rows);
    }

    [Fact]
    public async Task The_log_has_bounds_and_nulls_of_each_column()
    {
        await inbox.IngestAsync<Landed>("a.csv", Three);

        var stats = Statistics();
        Assert.Equal((1, 3), (stats.GetProperty("minValues").GetProperty("id").GetInt64(), stats.GetProperty("maxValues").GetProperty("id").GetInt64()));
        Assert.Equal(-3m, stats.GetProperty("minValues").GetProperty("amount").GetDecimal());
        Assert.Equal("B, \"C\"", stats.GetProperty("maxValues").GetProperty("name").GetString());
        Assert.Equal(1, stats.GetProperty("nullCount").GetProperty("name").GetInt64());
    }

    [Fact]
    public async Task The_log_does_not_show_bounds_of_a_restricted_column()
    {
        using var restricted = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name + ", classification: restricted"));

        await restricted.IngestAsync<Landed>("a.csv", "id,name\n1,Ada\n");

        Assert.DoesNotContain("Ada", await File.ReadAllTextAsync(FirstEntry(restricted), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_only_a_header_lands_without_rows_and_only_once()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name,amount\n");
        var again = await inbox.IngestAsync<Duplicate>("b.csv", "id,name,amount\n");

        Assert.Equal((0, 0), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(landed.LoadId, again.Of);
        Assert.Empty(inbox.Log().Files);
    }

    [Fact]
    public async Task Reports_the_progress_of_reading()
    {
        inbox.Drop("a.csv", Three);
        var heard = new List<IngestProgress>();

        await inbox.NewIngest().RunAsync(
            InboxFixture.Orders, new IngestOptions(), new Listener(heard), TestContext.Current.CancellationToken);

        Assert.Equal(new IngestProgress("a.csv", Encoding.UTF8.GetByteCount(Three), Encoding.UTF8.GetByteCount(Three)), heard[^1]);
    }

    [Fact]
    public async Task A_dataset_without_a_contract_that_takes_files_is_skipped()
    {
        using var retired = new InboxFixture(new TestContract(TestContract.Id) { Status = "retired" });
        retired.Drop("a.csv", "id\n1\n");

        var thrown = await Assert.ThrowsAsync<ProducerException>(() => retired.IngestAsync());

        Assert.Contains("'orders'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(["a.csv"], retired.Waiting);
    }

    private static string FirstEntry(InboxFixture of) => Path.Combine(of.TableFolder(), "_delta_log", "00000000000000000000.json");

    private JsonElement Statistics() => File.ReadLines(FirstEntry(inbox))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(action => action.TryGetProperty("add", out _))
        .Select(action => JsonDocument.Parse(action.GetProperty("add").GetProperty("stats").GetString()!).RootElement)
        .Single();

    private sealed class Listener(List<IngestProgress> heard) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => heard.Add(value);
    }
}
