using System.Globalization;
using System.Text;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files with more rows than fit in all chunks, so that chunks are used again.</summary>
public sealed class LargeFileTests
{
    private const int Rows = 6 * PartWriter.RowsPerGroup;

    [Fact]
    public async Task A_file_of_many_chunks_lands_exactly()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name, TestContract.Amount) { OnViolation = "{maxRejectPercent: 1}" });

        // Every 1000th row is bad in its last column, after the other columns were appended; names and nulls vary.
        var landed = await inbox.IngestAsync<Landed>("a.csv", Csv(i => i % 1000 == 999 ? $"{i},bad,x" : $"{i},{(i % 3 == 0 ? "" : "name " + i)},{i % 100}.25"));

        Assert.Equal((Rows - (Rows / 1000), Rows / 1000), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(
            DuckDb.Lines($"""
                select count(*), sum(i), count(*) filter (i % 3 <> 0), sum((i % 100) + 0.25)::decimal(18,2)
                from range({Rows}) as r(i) where i % 1000 <> 999
                """),
            inbox.Rows("select count(*), sum(id), count(name), sum(amount)::decimal(18,2) from lake"));
        Assert.Equal("0", inbox.Row("""
            select count(*) from lake
            where _source_row <> id + 1 or name <> 'name ' || id or (name is null) <> (id % 3 = 0) or amount <> (id % 100) + 0.25
            """));
        Assert.Equal(2, inbox.Log().Files.Count);
    }

    [Fact]
    public async Task Rows_of_many_megabytes_are_processed_one_after_the_other()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        await inbox.IngestAsync<Landed>("a.csv", "id,name\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"{i},{i}{new string('x', 10 << 20)}\n")));

        Assert.Equal(["12"], DuckDb.Lines($"select count(distinct (file_name, row_group_id)) from parquet_metadata('{inbox.TableFolder()}/*.parquet')"));
    }

    [Fact]
    public async Task A_file_refused_at_its_last_row_leaves_no_part_behind()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{badRow: rejectFile}" });

        await inbox.IngestAsync<Quarantined>("a.csv", Csv(i => i == Rows - 1 ? "x" : i.ToString(CultureInfo.InvariantCulture), "id"));

        Assert.Empty(inbox.Parts);
        Assert.Equal(-1, inbox.Log().Version);
    }

    [Fact]
    public async Task A_run_stopped_in_the_middle_leaves_no_part_and_the_next_one_finishes()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Drop("a.csv", Csv(i => i.ToString(CultureInfo.InvariantCulture), "id"));
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inbox.NewIngest()
            .RunAsync(InboxFixture.Orders, new IngestOptions(), new StopAtHalf(stop), stop.Token).AsTask());

        Assert.Empty(inbox.Parts);
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal($"{Rows}|{Rows}", inbox.Row("select count(*), count(distinct id) from lake"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_part_that_cannot_be_written_ends_the_run_and_the_next_one_finishes()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Drop("a.csv", Csv(i => i.ToString(CultureInfo.InvariantCulture), "id"));
        var inTheWay = "";
        var ingest = inbox.NewIngest(step =>
        {
            if (step == "hashed")
            {
                inTheWay = Path.Combine(inbox.TableFolder(), $"part-{inbox.Claims.Single(c => c[0] != '.')}-00001.parquet");
                Directory.CreateDirectory(inTheWay);
            }
        });

        var thrown = await Assert.ThrowsAnyAsync<Exception>(
            () => ingest.RunAsync(InboxFixture.Orders, new IngestOptions(), null, TestContext.Current.CancellationToken).AsTask());
        Directory.Delete(inTheWay);

        Assert.Contains(inTheWay, thrown.Message, StringComparison.Ordinal);
        Assert.Empty(inbox.Parts);
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal($"{Rows}|{Rows}", inbox.Row("select count(*), count(distinct id) from lake"));
    }

    [Fact]
    public void Rejected_rows_do_not_fill_the_memory()
    {
        var contract = ContractReader.Read(new TestContract(TestContract.Name).Yaml, "orders.odcs.yaml").Contract!;
        var chunk = new RowChunk(contract);
        var column = (TextColumn)chunk.Columns[0];
        var text = Encoding.UTF8.GetBytes(new string('x', 1000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100_000; i++)
        {
            column.Append(text);
            chunk.Truncate(0);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    private static string Csv(Func<int, string> row, string header = "id,name,amount")
    {
        var csv = new StringBuilder(header).Append('\n');
        for (var i = 0; i < Rows; i++)
        {
            csv.Append(row(i)).Append('\n');
        }

        return csv.ToString();
    }

    private sealed class StopAtHalf(CancellationTokenSource stop) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value)
        {
            if (value.BytesRead > value.BytesTotal / 2)
            {
                stop.Cancel();
            }
        }
    }
}
