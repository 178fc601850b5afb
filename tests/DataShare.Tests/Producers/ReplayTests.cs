using System.Text;
using DataShare.Lake;
using DataShare.Producers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Entries of the quarantine are replayed after the contract or the file was corrected.</summary>
public sealed class ReplayTests
{
    private const string FiveRows = "id,name\n1,ada\nx,bob\n3,\ny,\n5,eve\n";
    private const string NameOfThree = "name: name, logicalType: string, logicalTypeOptions: {maxLength: 3}";

    private static readonly TestContract Strict = new(TestContract.Id, TestContract.Name + ", required: true") { OnViolation = "{maxRejectPercent: 90}" };

    /// <summary>Accepts a row without a name, but not without a number.</summary>
    private static readonly TestContract Lenient = new(TestContract.Id, TestContract.Name) { Version = "1.1.0", OnViolation = "{maxRejectPercent: 90}" };

    /// <summary>Accepts all rows.</summary>
    private static readonly TestContract Open = new("name: id, logicalType: string, required: true", TestContract.Name) { Version = "2.0.0" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_pass_now_land_with_their_numbers_in_a_commit_that_names_the_old_load()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient);

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old));

        Assert.Equal((1, 2), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1|1", "3|3", "5|5"], inbox.Rows("select id, _source_row from lake order by 2"));
        Assert.Equal([$"{landed.LoadId}"], inbox.Rows("select _load_id from lake where id = 3"));
        Assert.Equal(old, (await DropsAsync(inbox))[^1].ReplayOf);
        Assert.Equal((QuarantineEnd.Replayed, "ada", landed.LoadId), Closed(inbox, old));
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task Rows_that_fail_again_get_an_entry_of_the_new_load_and_can_be_replayed_again()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient);
        var first = Assert.IsType<Landed>(await ReplayAsync(inbox, old));

        var rest = inbox.Reason(first.LoadId);
        Assert.Equal((old, 2L, "x"), (rest.ReplayOf, rest.RejectedRows, rest.Violations[0].Value));
        inbox.Mend(Open);
        var second = Assert.IsType<Landed>(await ReplayAsync(inbox, first.LoadId));

        Assert.Equal((2, 0), (second.AcceptedRows, second.RejectedRows));
        Assert.Equal(["x|2", "y|4"], inbox.Rows("select id, _source_row from lake order by 2", major: 2));
        Assert.DoesNotContain(inbox.Lake.Quarantine.List(), e => e.IsOpen);
    }

    [Fact]
    public async Task The_sidecar_of_a_file_applies_to_its_replayed_rows()
    {
        using var inbox = new InboxFixture(Strict);
        inbox.Drop("a.csv.meta.json", """{"contractVersion": "1", "correlationId": "batch-7"}""");
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient, Open);

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old));

        Assert.Equal(("1.1.0", 1L), (landed.Contract.ToString(), landed.AcceptedRows));
        Assert.Equal("batch-7", (await DropsAsync(inbox))[^1].CorrelationId);
    }

    [Fact]
    public async Task When_nothing_passes_nothing_is_committed_and_the_entry_stays_open()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;

        var not = Assert.IsType<NotReplayed>(await ReplayAsync(inbox, old));

        Assert.StartsWith("Each of the 3 rows still breaks a rule of contract orders 1.0.0. First: a.csv line 3", not.Reason, StringComparison.Ordinal);
        Assert.Equal(0, inbox.Log().Version);
        Assert.Equal(old, Assert.Single(inbox.Lake.Quarantine.List(), e => e.IsOpen).LoadId);
        Assert.Single(inbox.Parts);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task If_two_callers_replay_an_entry_at_once_it_lands_once()
    {
        for (var round = 0; round < 5; round++)
        {
            using var inbox = new InboxFixture(Strict);
            var entry = Entry(inbox, (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId);
            inbox.Mend(Lenient);

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
                () => inbox.NewReplay().RunAsync(entry, null, "ada", older: false, null, Ct).AsTask(), Ct)));

            Assert.Equal(["1", "3", "5"], inbox.Rows("select id from lake order by id"));
            Assert.Equal(2, inbox.Lake.Quarantine.List().Count);
            Assert.Empty(inbox.Claims);
        }
    }

    [Fact]
    public async Task Wherever_it_stops_the_next_run_finishes_it_once()
    {
        var border = 1;
        for (var crashed = true; crashed; border++)
        {
            using var inbox = new InboxFixture(Strict);
            var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
            inbox.Mend(Lenient);
            crashed = await CrashAsync(inbox, old, border);

            await FinishAsync(inbox, old);
            Assert.Equal(["1", "3", "5"], inbox.Rows("select id from lake order by id"));
            var open = Assert.Single(inbox.Lake.Quarantine.List(), e => e.IsOpen).Reason;
            Assert.Equal((old, 2L), (open.ReplayOf, open.RejectedRows));
            Assert.Empty(inbox.Claims);
        }

        Assert.InRange(border, 8, 40);
    }

    [Fact]
    public async Task A_refused_file_lands_under_its_own_identity_after_the_contract_was_corrected()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var old = (await inbox.IngestAsync<Quarantined>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient);

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old));

        Assert.Equal((3, 2), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(old, (await inbox.DropFactsAsync()).ReplayOf);
        Assert.Equal((QuarantineEnd.Replayed, "ada", landed.LoadId), Closed(inbox, old));
        Assert.Equal(landed.LoadId, (await inbox.IngestAsync<Duplicate>("again.csv", FiveRows)).Of);
    }

    [Fact]
    public async Task A_refused_file_that_is_refused_again_stays_where_it_is()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var old = (await inbox.IngestAsync<Quarantined>("a.csv", FiveRows)).LoadId;

        var not = Assert.IsType<NotReplayed>(await ReplayAsync(inbox, old));

        Assert.Contains("'name'", not.Reason, StringComparison.Ordinal);
        Assert.Equal(FiveRows, await File.ReadAllTextAsync(Entry(inbox, old).File!, Ct));
        Assert.Single(inbox.Lake.Quarantine.List(), e => e.IsOpen);
        Assert.Empty(inbox.Waiting);
    }

    [Fact]
    public async Task A_corrected_file_replaces_the_refused_one()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var old = (await inbox.IngestAsync<Quarantined>("a.csv", "di\n1\n")).LoadId;
        var mended = inbox.Folder.Write("mended.csv", "id\n1\n2\n");

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old, mended));

        Assert.Equal(("a.csv", 2L), (landed.Name, landed.AcceptedRows));
        Assert.True(File.Exists(mended));
        Assert.False(Entry(inbox, old).IsOpen);
    }

    [Fact]
    public async Task Corrected_rows_land_with_their_numbers_and_the_others_stay()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        var mended = Mend(inbox, old, rows => [rows[0], rows[1].Replace(",x,", ",2,", StringComparison.Ordinal)]);

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old, mended));

        Assert.Equal((1, 2), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1|ada|1", "2|bob|2", "5|eve|5"], inbox.Rows("select id, name, _source_row from lake order by 1"));
        var rest = inbox.Reason(landed.LoadId);
        Assert.Equal([(3L, 4L), (4L, 5L)], rest.Violations.Select(v => (v.Row, v.Line!.Value)).Distinct());
        Assert.False(Entry(inbox, old).IsOpen);
    }

    [Fact]
    public async Task Rows_that_remain_after_a_correction_can_be_corrected_later()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        var first = Assert.IsType<Landed>(await ReplayAsync(
            inbox, old, Mend(inbox, old, rows => [.. rows.Select(r => r.Replace(",x,", ",2,", StringComparison.Ordinal))])));
        Assert.IsType<NotReplayed>(await ReplayAsync(inbox, first.LoadId));
        inbox.Mend(Lenient);

        var second = Assert.IsType<Landed>(await ReplayAsync(inbox, first.LoadId));
        var third = Assert.IsType<Landed>(await ReplayAsync(
            inbox, second.LoadId, Mend(inbox, second.LoadId, rows => [rows[0], rows[1].Replace(",y,", ",4,", StringComparison.Ordinal)])));

        Assert.Equal((1, 0), (third.AcceptedRows, third.RejectedRows));
        Assert.Equal(["1|1", "2|2", "3|3", "4|4", "5|5"], inbox.Rows("select id, _source_row from lake order by 2"));
        Assert.DoesNotContain(inbox.Lake.Quarantine.List(), e => e.IsOpen);
    }

    [Theory]
    [InlineData("_row,_line,_reason,id,name\n7,8,why,2,bob\n", "has row 7 in its line 2, which is not a row of")]
    [InlineData("_row,_line,_reason,id,name\n2,3,why,2,bob\n2,3,why,3,bob\n", "has row 2 twice, the second time in its line 3")]
    [InlineData("id,name\n2,bob\n", "does not begin with the columns _row, _line, _reason")]
    [InlineData("_row,_line,_reason,id,name\nbob,2,why,2,bob\n", "has no row number in its line 2: 'bob'")]
    [InlineData("", "is empty")]
    public async Task A_corrected_file_that_was_not_exported_from_the_entry_is_refused(string mended, string why)
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;

        var not = Assert.IsType<NotReplayed>(await ReplayAsync(inbox, old, inbox.Folder.Write("mended.csv", mended)));

        Assert.Contains(why, not.Reason, StringComparison.Ordinal);
        Assert.True(Entry(inbox, old).IsOpen);
        Assert.Empty(inbox.Claims);
    }

    [Theory]
    [InlineData("{delimiter: ';', encoding: windows-1252, decimal: ','}", "id;name\n1;a\nx;Zoë\n", "x;Zoë", "2;Zoë")]
    [InlineData("{delimiter: '||'}", "id||name\n1||a\nx||b|c\n", "x||b|c", "2||b|c")]
    [InlineData("{quote: none}", "id,name\n1,a\nx,\"b\n", "x,\"b", "2,\"b")]
    [InlineData("{header: false}", "1,a\nx,b\n", "x,b", "2,b")]
    [InlineData("{skipLines: 1, footerLines: 1}", "of today\nid,name\n1,a\nx,b\n2 rows\n", "x,b", "2,b")]
    [InlineData("{widths: [4, 6], header: false}", "1   a     \nx   b     \n", "x   b", "2   b")]
    [InlineData("{widths: [2, 4]}", "idname\n1 a   \nx b   \n", "x b", "2 b")]
    public async Task Rows_are_corrected_in_the_dialect_of_their_file(string csv, string file, string bad, string good)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = csv, OnViolation = "{maxRejectPercent: 90}" });
        var encoding = csv.Contains("1252", StringComparison.Ordinal) ? Encoding.Latin1 : Encoding.UTF8;
        var old = (await inbox.IngestAsync<Landed>("a.csv", encoding.GetBytes(file))).LoadId;
        var text = await File.ReadAllTextAsync(Entry(inbox, old).RejectedRows!, encoding, Ct);
        Assert.Contains(bad, text, StringComparison.Ordinal);
        var mended = inbox.Folder.WriteBytes("mended.csv", encoding.GetBytes(text.Replace(bad, good, StringComparison.Ordinal)));

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old, mended));

        Assert.Equal((1, 0), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal("2|2", inbox.Row("select id, _source_row from lake where id = 2"));
    }

    [Fact]
    public async Task Rows_of_a_packed_Parquet_file_are_corrected_as_text()
    {
        using var inbox = new InboxFixture(Strict);
        var file = inbox.Folder["a.parquet"];
        DuckDb.Run($"copy (select i::bigint as id, if(i = 3, null, 'n' || i) as name from range(1, 5) t(i)) to '{file}' (format parquet)");
        var old = (await inbox.IngestAsync<Landed>("a.parquet", await File.ReadAllBytesAsync(file, Ct))).LoadId;
        var mended = Mend(inbox, old, rows => [rows[0], rows[1] + "mended"]);

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old, mended));

        Assert.Equal("3|mended|3", inbox.Row($"select id, name, _source_row from lake where _load_id = '{landed.LoadId}'"));
    }

    [Fact]
    public async Task A_null_and_an_empty_text_in_a_Parquet_file_with_one_column_stay_different()
    {
        const string Name = "name: name, logicalType: string";
        using var inbox = new InboxFixture(new TestContract(Name + ", required: true, logicalTypeOptions: {minLength: 1}") { OnViolation = "{maxRejectPercent: 90}" });
        var file = inbox.Folder["a.parquet"];
        DuckDb.Run($"copy (from (values ('ada'), (null), ('')) t(name)) to '{file}' (format parquet)");
        var old = (await inbox.IngestAsync<Landed>("a.parquet", await File.ReadAllBytesAsync(file, Ct))).LoadId;
        inbox.Mend(new TestContract(Name) { Version = "1.1.0" });

        await ReplayAsync(inbox, old, Mend(inbox, old, rows => rows));

        Assert.Equal(["ada|1", "null|2", "|3"], inbox.Rows("select name, _source_row from lake order by _source_row"));
    }

    [Fact]
    public async Task Wherever_a_replay_of_corrected_rows_stops_it_is_finished_once()
    {
        var border = 1;
        for (var crashed = true; crashed; border++)
        {
            using var inbox = new InboxFixture(Strict);
            var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
            var mended = Mend(inbox, old, rows => [.. rows.Select(r => r.Replace(",x,", ",2,", StringComparison.Ordinal))]);
            crashed = await CrashAsync(inbox, old, border, mended);

            await FinishAsync(inbox, old, mended);

            Assert.Equal(["1|1", "2|2", "5|5"], inbox.Rows("select id, _source_row from lake order by id"));
            Assert.False(Entry(inbox, old).IsOpen);
            Assert.Empty(inbox.Claims);
        }

        Assert.InRange(border, 8, 40);
    }

    [Fact]
    public async Task Rows_are_matched_correctly_after_the_dialect_has_changed()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Name, NameOfThree.Replace("name: name", "name: short", StringComparison.Ordinal))
        {
            OnViolation = "{maxRejectPercent: 90}",
        });
        var old = (await inbox.IngestAsync<Landed>("a.csv", "name,short\nada,abc\nbob,abcd\n")).LoadId;
        inbox.Mend(new TestContract(TestContract.Name, "name: short, logicalType: string") { Csv = "{header: false}", Version = "1.1.0" });

        var not = Assert.IsType<NotReplayed>(await ReplayAsync(inbox, old));

        Assert.Contains("splits the file into other rows", not.Reason, StringComparison.Ordinal);
        Assert.True(Entry(inbox, old).IsOpen);
    }

    [Fact]
    public async Task Replayed_rows_of_a_snapshot_are_added_to_it()
    {
        using var inbox = new InboxFixture(AsSnapshot(Strict));
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(AsSnapshot(Lenient));

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old));

        Assert.Equal((1, 2), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1", "3", "5"], inbox.Rows("select id from lake order by id"));
    }

    [Fact]
    public async Task A_snapshot_is_not_replayed_when_a_newer_one_has_landed()
    {
        using var inbox = new InboxFixture(AsSnapshot(Strict));
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        var newer = (await inbox.IngestAsync<Landed>("b.csv", "id,name\n7,kay\n")).LoadId;
        inbox.Mend(AsSnapshot(Lenient));

        var not = Assert.IsType<NotReplayed>(await ReplayAsync(inbox, old));

        Assert.Contains($"A newer snapshot has landed since, as {newer}", not.Reason, StringComparison.Ordinal);
        Assert.Equal(["7"], inbox.Rows("select id from lake"));
    }

    [Fact]
    public async Task Rows_of_a_Parquet_file_are_replayed_by_their_numbers()
    {
        using var inbox = new InboxFixture(Strict);
        var file = inbox.Folder["a.parquet"];
        DuckDb.Run($"copy (select i::bigint as id, if(i % 3 = 0, null, 'n' || i) as name from range(1, 10) t(i)) to '{file}' (format parquet)");
        var old = (await inbox.IngestAsync<Landed>("a.parquet", await File.ReadAllBytesAsync(file, Ct))).LoadId;
        inbox.Mend(Lenient);

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, old));

        Assert.Equal((3, 0), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal("45|45|9", inbox.Row("select sum(id), sum(_source_row), count(*) from lake"));
    }

    [Fact]
    public async Task An_entry_that_is_being_replayed_is_not_discarded()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient);
        await CrashAsync(inbox, old, 3);
        var discard = new DiscardQuarantined(inbox.Lake, inbox.Options, inbox.Time, NullLogger<DiscardQuarantined>.Instance);

        var refused = await Assert.ThrowsAsync<ProducerException>(() => discard.RunAsync(Entry(inbox, old), "bob", "why not", Ct).AsTask());

        Assert.Contains("datashare ingest --dataset orders", refused.Message, StringComparison.Ordinal);
        await inbox.IngestAsync();
        Assert.Equal(QuarantineEnd.Replayed, Entry(inbox, old).Closed!.How);
    }

    [Fact]
    public async Task A_replay_that_stopped_lands_nothing_after_its_entry_has_gone()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient);
        await CrashAsync(inbox, old, 3);
        var landed = inbox.Rows();
        Directory.Delete(Entry(inbox, old).Folder, recursive: true);

        var outcome = Assert.Single(await inbox.IngestAsync());

        Assert.Contains("Its entry no longer exists", outcome switch { NotReplayed n => n.Reason, Quarantined q => q.Reason, _ => outcome.ToString() }, StringComparison.Ordinal);
        Assert.Equal(landed, inbox.Rows());
    }

    [Fact]
    public async Task Changed_raw_bytes_are_not_replayed_and_nothing_changes()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient);
        Damage(inbox.Lake.Raw.Find(InboxFixture.Orders, Entry(inbox, old).Reason.Sha256)!);

        var refused = await Assert.ThrowsAsync<ProducerException>(() => ReplayAsync(inbox, old));

        Assert.Contains("are not the original bytes of a.csv", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--file", refused.Message, StringComparison.Ordinal);
        Assert.True(Entry(inbox, old).IsOpen);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task A_refused_file_is_replayed_from_its_entry_if_only_that_has_the_original_bytes()
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Quarantined>("a.csv", "id,name\n1,\n")).LoadId;
        inbox.Mend(Lenient);
        Damage(inbox.Lake.Raw.Find(InboxFixture.Orders, Entry(inbox, old).Reason.Sha256)!);

        Assert.IsType<Landed>(await ReplayAsync(inbox, old));

        Assert.Equal(["1|null"], inbox.Rows());
    }

    [Theory]
    [InlineData("rejected-rows.csv")]
    [InlineData("rejected-rows.parquet")]
    public async Task Changed_files_of_rejected_rows_are_not_replayed(string file)
    {
        using var inbox = new InboxFixture(Strict);
        var old = (await inbox.IngestAsync<Landed>("a.csv", FiveRows)).LoadId;
        inbox.Mend(Lenient);
        Damage(Path.Combine(Entry(inbox, old).Folder, file));

        var refused = await Assert.ThrowsAsync<LakeCorruptException>(() => ReplayAsync(inbox, old));

        Assert.EndsWith(file, refused.File, StringComparison.Ordinal);
        Assert.True(Entry(inbox, old).IsOpen);
        Assert.Empty(inbox.Claims);
    }

    /// <summary>Replaces a file with a copy in which a bit is flipped: its other names keep the old bytes.</summary>
    private static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.Delete(file);
        File.WriteAllBytes(file, bytes);
    }

    private static TestContract AsSnapshot(TestContract contract) =>
        new(TestContract.Id, contract == Strict ? TestContract.Name + ", required: true" : TestContract.Name)
        {
            Version = contract.Version,
            OnViolation = contract.OnViolation,
            Write = "{mode: snapshot}",
        };

    private static QuarantinedLoad Entry(InboxFixture inbox, LoadId load) => inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, load)!;

    private static (QuarantineEnd, string, LoadId?) Closed(InboxFixture inbox, LoadId load)
    {
        var closed = Entry(inbox, load).Closed;
        Assert.NotNull(closed);
        return (closed.How, closed.By, closed.LoadId);
    }

    private static async Task<DropOutcome> ReplayAsync(InboxFixture inbox, LoadId load, string? mended = null) =>
        Assert.Single(await inbox.NewReplay().RunAsync(Entry(inbox, load), mended, "ada", older: false, null, Ct));

    /// <summary>Changes the exported rows, header included, and returns the corrected file.</summary>
    private static string Mend(InboxFixture inbox, LoadId load, Func<string[], IEnumerable<string>> mend) =>
        inbox.Folder.Write("mended.csv", string.Concat(mend(File.ReadAllLines(Entry(inbox, load).RejectedRows!)).Select(l => l + "\n")));

    /// <summary>The next run finishes a replay that was claimed. Otherwise the person runs the command again.</summary>
    private static async Task FinishAsync(InboxFixture inbox, LoadId load, string? mended = null)
    {
        await inbox.IngestAsync();
        if (Entry(inbox, load).IsOpen)
        {
            await ReplayAsync(inbox, load, mended);
        }
    }

    private static async Task<bool> CrashAsync(InboxFixture inbox, LoadId load, int atBorder, string? mended = null)
    {
        var crash = SimulatedCrashException.At(atBorder);
        try
        {
            await inbox.NewReplay(crash, crash).RunAsync(Entry(inbox, load), mended, "ada", older: false, null, Ct);
            return false;
        }
        catch (SimulatedCrashException)
        {
            return true;
        }
    }

    private static async Task<IReadOnlyList<CommittedDrop>> DropsAsync(InboxFixture inbox)
    {
        var drops = new List<CommittedDrop>();
        await foreach (var commit in inbox.Lake.Table(new LakeTableId(InboxFixture.Orders, 1)).CommitsAfterAsync(-1, Ct))
        {
            drops.AddRange(commit.Drops);
        }

        return drops;
    }
}
