using DataShare.Lake;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>If a row of a snapshot is rejected, the earlier row of its key stays in the lake's table.</summary>
public sealed class SnapshotRejectionTests
{
    private const string Sku = "name: sku, logicalType: string, required: true, primaryKey: true";
    private const string Price = "name: price, logicalType: integer";
    private const string Monday = "sku,price\na,1\nb,2\nc,3\n";
    private const string Tuesday = "sku,price\na,10\nb,x\n";

    private static readonly TestContract Prices = Of(Sku, Price);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kept_row_keeps_its_load_and_row_number_and_absent_rows_vanish()
    {
        using var inbox = new InboxFixture(Prices);
        var monday = await inbox.IngestAsync<Landed>("monday.csv", Monday);

        var tuesday = await inbox.IngestAsync<Landed>("tuesday.csv", Tuesday);

        Assert.Equal((1, 1), (tuesday.AcceptedRows, tuesday.RejectedRows));
        Assert.Equal("1 earlier row stays, marked _stale, because the new row of its key is rejected", Assert.Single(tuesday.Notes));
        Assert.Equal([$"a|10|{tuesday.LoadId}|1", $"b|2|{monday.LoadId}|2"], Table(inbox));
    }

    [Fact]
    public async Task A_row_is_kept_while_its_key_is_rejected_and_vanishes_when_it_is_absent()
    {
        using var inbox = new InboxFixture(Prices);
        var monday = await inbox.IngestAsync<Landed>("monday.csv", Monday);
        await inbox.IngestAsync<Landed>("tuesday.csv", Tuesday);
        var wednesday = await inbox.IngestAsync<Landed>("wednesday.csv", "sku,price\nb,y\na,11\n");
        Assert.Equal([$"a|11|{wednesday.LoadId}|2", $"b|2|{monday.LoadId}|2"], Table(inbox));

        var thursday = await inbox.IngestAsync<Landed>("thursday.csv", "sku,price\na,12\n");

        Assert.Equal([$"a|12|{thursday.LoadId}|1"], Table(inbox));
    }

    [Theory]
    [InlineData("sku,price\na,10\n,20\n")]
    [InlineData("sku,price\na,10\nb,2,3\n")]
    [InlineData("sku,price\na,10\n\"b,2\n")]
    public async Task Keeps_all_rows_when_the_key_of_a_rejected_one_cannot_be_read(string file)
    {
        using var inbox = new InboxFixture(Prices);
        await inbox.IngestAsync<Landed>("monday.csv", Monday);

        var tuesday = await inbox.IngestAsync<Landed>("tuesday.csv", file);

        Assert.StartsWith("1 rejected row has no readable key, so this snapshot removes no row: 2 earlier rows stay", Assert.Single(tuesday.Notes), StringComparison.Ordinal);
        Assert.Equal(["a|10", "b|2", "c|3"], Rows(inbox));
    }

    [Theory]
    [InlineData("sku,price\na,10\nb,x\nb,20\n", "a|10 b|20")]
    [InlineData("sku,price\na,10\na,11\n", "a|10")]
    [InlineData("sku,price\na,10\nnew,x\n", "a|10")]
    public async Task Keeps_no_row_of_a_key_that_the_snapshot_has_or_that_never_existed(string file, string rows)
    {
        using var inbox = new InboxFixture(Prices);
        await inbox.IngestAsync<Landed>("monday.csv", Monday);

        var tuesday = await inbox.IngestAsync<Landed>("tuesday.csv", file);

        Assert.Equal(1, tuesday.RejectedRows);
        Assert.Equal(rows, string.Join(' ', Rows(inbox)));
        Assert.Empty(tuesday.Notes);
    }

    [Theory]
    [InlineData("{header: false}", "a,1\nb,2\nc,3\n", "a,10\nb,x\n")]
    [InlineData("{widths: [3, 3], header: false}", "a  1  \nb  2  \nc  3  \n", "a  10 \nb  x  \n")]
    [InlineData("{delimiter: ';', skipLines: 1, footerLines: 1}", "of today\nsku;price\na;1\nb;2\nc;3\n3 rows\n", "of today\nprice;sku\n10;a\nx;b\n2 rows\n")]
    public async Task Reads_the_key_in_the_dialect_of_the_file(string csv, string monday, string tuesday)
    {
        using var inbox = new InboxFixture(new TestContract(Sku, Price) { Csv = csv, Write = "{mode: snapshot}", OnViolation = "{maxRejectPercent: 90}" });
        await inbox.IngestAsync<Landed>("monday.csv", monday);

        await inbox.IngestAsync<Landed>("tuesday.csv", tuesday);

        Assert.Equal(["a|10", "b|2"], Rows(inbox));
    }

    [Fact]
    public async Task Reads_the_key_of_a_packed_Parquet_file()
    {
        using var inbox = new InboxFixture(Of(Sku, Price + ", required: true"));
        await inbox.IngestAsync<Landed>("monday.csv", Monday);
        var file = inbox.Folder["tuesday.parquet"];
        DuckDb.Run($"copy (from (values ('a', 10::bigint), ('b', null)) t(sku, price)) to '{file}' (format parquet)");

        await inbox.IngestAsync<Landed>("tuesday.parquet.gz", Packed.As(".gz", await File.ReadAllBytesAsync(file, Ct)));

        Assert.Equal(["a|10", "b|2"], Rows(inbox));
    }

    [Fact]
    public async Task Keeps_values_of_every_type_as_they_were_and_rescued_ones()
    {
        string[] columns =
        [
            Sku, "name: i8, logicalType: integer, logicalTypeOptions: {format: i8}", "name: i64, logicalType: integer", "name: dec, logicalType: number, physicalType: 'decimal(18,2)'",
            "name: wide, logicalType: number, physicalType: 'decimal(38,10)'", "name: dbl, logicalType: number", "name: yes, logicalType: boolean", "name: day, logicalType: date",
            "name: at, logicalType: timestamp", "name: local, logicalType: timestamp, logicalTypeOptions: {timezone: false}", "name: guid, logicalType: string, logicalTypeOptions: {format: uuid}",
            "name: bin, logicalType: string, logicalTypeOptions: {format: binary}", "name: txt, logicalType: string", "name: nil, logicalType: string",
        ];
        using var inbox = new InboxFixture(new TestContract(columns) { Write = "{mode: snapshot}", OnViolation = "{maxRejectPercent: 90, unknownColumn: rescue}" });
        const string header = "sku,i8,i64,dec,wide,dbl,yes,day,at,local,guid,bin,txt,nil,extra\n";
        const string row = ",-128,9223372036854775807,-0.01,1234567890123456789012345678.0123456789,1e300,true,0001-01-01,2026-06-01T09:30:00.000001Z,1960-01-01T00:00:00,6f9619ff-8b86-d011-b42d-00cf4fc964ff,AP8=,größe 🌍,,more\n";
        await inbox.IngestAsync<Landed>("monday.csv", header + "a" + row + "b" + row);
        var before = inbox.Row("select * from lake where sku = 'b'");

        await inbox.IngestAsync<Landed>("tuesday.csv", header + "a" + row + "b" + row.Replace("-128", "-129", StringComparison.Ordinal));

        Assert.Equal(before, inbox.Row("select * from lake where sku = 'b'"));
    }

    [Fact]
    public async Task Keeps_a_row_under_the_columns_that_a_later_version_has()
    {
        using var inbox = new InboxFixture(Prices);
        await inbox.IngestAsync<Landed>("monday.csv", Monday);
        inbox.Mend(new TestContract(Sku, Price, "name: unit, logicalType: string, required: true, customProperties: [{property: default, value: piece}]", "name: note, logicalType: string")
        {
            Version = "1.1.0",
            Write = "{mode: snapshot}",
            OnViolation = "{maxRejectPercent: 90}",
        });

        await inbox.IngestAsync<Landed>("tuesday.csv", "sku,price,unit,note\na,10,kg,n\nb,x,kg,n\n");

        Assert.Equal(["a|10|kg|n", "b|2|piece|null"], inbox.Rows("select sku, price, unit, note from lake order by sku"));
    }

    [Fact]
    public async Task Keeps_the_values_of_a_row_whose_columns_are_renamed()
    {
        const string id = "id: c1, name: sku, logicalType: string, required: true, primaryKey: true";
        const string price = "id: c2, name: price, logicalType: integer";
        using var inbox = new InboxFixture(Of(id, price));
        await inbox.IngestAsync<Landed>("monday.csv", "sku,price\na,1\nb,2\nc,3\n");
        inbox.Mend(Of(id, price), new TestContract(id.Replace("sku", "code", StringComparison.Ordinal), price.Replace("price", "cost", StringComparison.Ordinal))
        {
            Version = "1.1.0",
            Write = "{mode: snapshot}",
            OnViolation = "{maxRejectPercent: 90}",
        });

        await inbox.IngestAsync<Landed>("tuesday.csv", "code,cost\na,10\nb,x\n");
        Assert.Equal(["a|10", "b|2"], inbox.Rows("select code, cost from lake order by code"));

        await inbox.IngestAsync<Landed>("wednesday.csv", "sku,price\na,z\nb,20\n");
        Assert.Equal(["null|null|a|10", "b|20|null|null"], inbox.Rows("select sku, price, code, cost from lake order by coalesce(sku, code)", unionByName: true));
    }

    [Fact]
    public async Task Keeps_a_row_with_a_value_that_is_not_a_number()
    {
        using var inbox = new InboxFixture(Of(Sku, "name: ratio, logicalType: number, customProperties: [{property: nonFinite, value: accept}]", "name: n, logicalType: integer"));
        await inbox.IngestAsync<Landed>("monday.csv", "sku,ratio,n\na,1,1\nb,NaN,2\n");

        await inbox.IngestAsync<Landed>("tuesday.csv", "sku,ratio,n\na,2,1\nb,3,x\n");

        Assert.Equal(["a|2.0", "b|nan"], inbox.Rows("select sku, ratio from lake order by sku"));
    }

    [Fact]
    public async Task Only_the_kept_row_is_replaced_when_it_is_corrected_and_replayed()
    {
        using var inbox = new InboxFixture(Prices);
        var monday = await inbox.IngestAsync<Landed>("monday.csv", Monday);
        var tuesday = await inbox.IngestAsync<Landed>("tuesday.csv", "sku,price\na,10\nb,x\nc,y\n");

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, tuesday.LoadId, ("b,x", "b,20")));

        Assert.Equal((1, 1), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal([$"a|10|{tuesday.LoadId}|1", $"b|20|{landed.LoadId}|2", $"c|3|{monday.LoadId}|3"], Table(inbox));
        var again = Assert.IsType<Landed>(await ReplayAsync(inbox, landed.LoadId, ("c,y", "c,30")));
        Assert.Equal([$"a|10|{tuesday.LoadId}|1", $"b|20|{landed.LoadId}|2", $"c|30|{again.LoadId}|3"], Table(inbox));
        Assert.DoesNotContain(inbox.Lake.Quarantine.List(), e => e.IsOpen);
    }

    [Fact]
    public async Task A_replayed_row_does_not_replace_a_row_of_the_snapshot()
    {
        using var inbox = new InboxFixture(Prices);
        await inbox.IngestAsync<Landed>("monday.csv", Monday);
        var tuesday = await inbox.IngestAsync<Landed>("tuesday.csv", Tuesday);

        var not = Assert.IsType<NotReplayed>(await ReplayAsync(inbox, tuesday.LoadId, ("b,x", "a,20")));

        Assert.Contains("is the key of a row of the same file that has already landed", not.Reason, StringComparison.Ordinal);
        Assert.Equal(["a|10", "b|2"], Rows(inbox));
    }

    [Fact]
    public async Task The_same_snapshot_again_is_a_duplicate_even_after_rows_of_it_were_replayed()
    {
        using var inbox = new InboxFixture(Prices);
        await inbox.IngestAsync<Landed>("monday.csv", Monday);
        var tuesday = await inbox.IngestAsync<Landed>("tuesday.csv", Tuesday);
        await ReplayAsync(inbox, tuesday.LoadId, ("b,x", "b,20"));

        Assert.Equal(Sameness.CurrentSnapshot, (await inbox.IngestAsync<Duplicate>("again.csv", Tuesday)).Why);
        Assert.Equal(["a|10", "b|20"], Rows(inbox));
    }

    [Fact]
    public async Task A_snapshot_without_a_key_is_refused_if_a_row_is_rejected_unless_the_contract_allows_it()
    {
        using var inbox = new InboxFixture(new TestContract(Price, "name: sku, logicalType: string") { Write = "{mode: snapshot}" });
        await inbox.IngestAsync<Landed>("monday.csv", Monday);

        var refused = await inbox.IngestAsync<Quarantined>("tuesday.csv", Tuesday);

        Assert.Contains("A snapshot without a key lands as a whole or not at all", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(["a|1", "b|2", "c|3"], Rows(inbox));

        inbox.Mend(new TestContract(Price, "name: sku, logicalType: string") { Version = "1.0.1", Write = "{mode: snapshot}", OnViolation = "{badRow: quarantine, maxRejectPercent: 50}" });
        var landed = await inbox.IngestAsync<Landed>("tuesday.csv", Tuesday);

        Assert.Contains("the table lacks the rejected rows until they are replayed", Assert.Single(landed.Notes), StringComparison.Ordinal);
        Assert.Equal(["a|10"], Rows(inbox));
        Assert.IsType<Landed>(await ReplayAsync(inbox, landed.LoadId, ("b,x", "b,20")));
        Assert.Equal(["a|10", "b|20"], Rows(inbox));
    }

    [Fact]
    public async Task The_first_snapshot_under_another_major_lands_as_a_whole_or_not_at_all()
    {
        using var inbox = new InboxFixture(Prices, new TestContract(Sku, Price, "name: unit, logicalType: string, required: true")
        {
            Version = "2.0.0",
            Write = "{mode: snapshot}",
            OnViolation = "{maxRejectPercent: 90}",
        });
        await inbox.IngestAsync<Landed>("monday.csv", Monday);

        var refused = await inbox.IngestAsync<Quarantined>("tuesday.csv", "sku,price,unit\na,10,kg\nb,x,kg\n");
        Assert.Contains("are under major 1, where keys may differ", refused.Reason, StringComparison.Ordinal);

        await inbox.IngestAsync<Landed>("tuesday.csv", "sku,price,unit\na,10,kg\nb,20,kg\n");
        await inbox.IngestAsync<Landed>("wednesday.csv", "sku,price,unit\na,11,kg\nb,x,kg\n");
        Assert.Equal(["a|11", "b|20"], inbox.Rows("select sku, price from lake order by sku", major: 2));
    }

    [Fact]
    public async Task Rows_of_a_snapshot_are_replayed_under_its_own_major()
    {
        using var inbox = new InboxFixture(Prices);
        await inbox.IngestAsync<Landed>("monday.csv", Monday);
        var tuesday = await inbox.IngestAsync<Landed>("tuesday.csv", Tuesday);
        inbox.Mend(Prices, new TestContract(Sku, "name: price, logicalType: string") { Version = "2.0.0", Write = "{mode: snapshot}" });

        Assert.IsType<NotReplayed>(await ReplayAsync(inbox, tuesday.LoadId));
        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, tuesday.LoadId, ("b,x", "b,20")));

        Assert.Equal("1.0.0", landed.Contract.ToString());
        Assert.Equal(["a|10", "b|20"], Rows(inbox));
    }

    [Fact]
    public async Task Wherever_it_stops_the_next_run_keeps_the_same_rows()
    {
        var border = 1;
        for (var crashed = true; crashed; border++)
        {
            using var inbox = new InboxFixture(Prices);
            await inbox.IngestAsync<Landed>("monday.csv", Monday);
            inbox.Drop("tuesday.csv", Tuesday);
            crashed = await CrashAsync(inbox, border);

            await inbox.IngestAsync();

            Assert.Equal($"{border}: a|10 b|2", $"{border}: {string.Join(' ', Rows(inbox))}");
            Assert.Equal(1, inbox.Log().Version);
            Assert.Empty(inbox.Claims);
        }

        Assert.InRange(border, 8, 60);
    }

    [Fact]
    public async Task A_commit_of_another_process_in_the_meantime_is_read_again()
    {
        using var inbox = new InboxFixture(Prices);
        await inbox.IngestAsync<Landed>("monday.csv", Monday);
        var table = inbox.Lake.Table(new LakeTableId(InboxFixture.Orders, 1));
        var contract = inbox.Catalog.Newest(InboxFixture.Orders)!;
        var other = new CommitDraft
        {
            Contract = contract,
            Drops = [new CommittedDrop(new LoadIdSource(inbox.Time, new Random(99)).Next(), "other", "o.csv", ContentHash.From(new byte[32]), 1, contract.Version, 0, 0)],
            Parts = [],
        };
        var isFirst = true;
        inbox.Drop("tuesday.csv", Tuesday);

        await inbox.NewIngest(border: step =>
        {
            if (step == "staged" && isFirst)
            {
                isFirst = false;
                Assert.IsType<CommitOutcome.Committed>(table.CommitAsync(other, Ct).AsTask().GetAwaiter().GetResult());
            }
        }).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct);

        // The other snapshot had no rows, so there is none to keep.
        Assert.Equal(["a|10"], Rows(inbox));
    }

    private static TestContract Of(params string[] columns) => new(columns) { Write = "{mode: snapshot}", OnViolation = "{maxRejectPercent: 90}" };

    private static IReadOnlyList<string> Table(InboxFixture inbox) => inbox.Rows("select sku, price, _load_id, _source_row from lake order by sku");

    private static IReadOnlyList<string> Rows(InboxFixture inbox) => inbox.Rows("select sku, price from lake order by sku");

    private static async Task<DropOutcome> ReplayAsync(InboxFixture inbox, LoadId load, (string Bad, string Good)? mend = null)
    {
        inbox.Time.Advance(TimeSpan.FromSeconds(1));
        var entry = inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, load)!;
        var mended = mend is var (bad, good)
            ? inbox.Folder.Write("mended.csv", (await File.ReadAllTextAsync(entry.RejectedRows!, Ct)).Replace(bad, good, StringComparison.Ordinal))
            : null;
        return Assert.Single(await inbox.NewReplay().RunAsync(entry, mended, "ada", older: false, null, Ct));
    }

    private static async Task<bool> CrashAsync(InboxFixture inbox, int border)
    {
        var crash = SimulatedCrashException.At(border);
        try
        {
            await inbox.NewIngest(crash, crash).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct);
            return false;
        }
        catch (SimulatedCrashException)
        {
            return true;
        }
    }
}
