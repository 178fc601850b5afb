using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A trial predicts what an ingest would do, and changes nothing.</summary>
public sealed class DryRunTests
{
    private const string Key = TestContract.Id + ", primaryKey: true";
    private const string Mon = "id,name\n1,mon\n2,mon\n";
    private const string Tue = "id,name\n1,tue\n";

    private static readonly TestContract Append = new(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 50}" };
    private static readonly TestContract Merge = new(Key, TestContract.Name) { Write = "{mode: merge}" };
    private static readonly TestContract Snapshot = new(Key, TestContract.Name) { Write = "{mode: snapshot}", OnViolation = "{maxRejectPercent: 50}" };

    private static readonly string WrongHash = $$"""{"sha256": "{{new string('0', 64)}}"}""";

    [Fact]
    public async Task A_sidecar_with_another_hash_would_quarantine_its_file()
    {
        using var inbox = new TrialInbox(Append);
        var file = inbox.Write("a.csv", Mon);
        inbox.Write("a.csv.meta.json", WrongHash);

        await AgreesAsync(inbox, file, "a.csv quarantined sha256");
    }

    [Fact]
    public async Task The_sidecar_of_an_archive_has_the_hash_of_the_archive()
    {
        using var inbox = new TrialInbox(Append);
        var wrong = inbox.Write("wrong.zip", Packed.Zip(("a.csv", Mon)));
        inbox.Write("wrong.zip.meta.json", WrongHash);
        var zip = Packed.Zip(("a.csv", Mon));
        var right = inbox.Write("right.zip", zip);
        inbox.Write("right.zip.meta.json", $$"""{"sha256": "{{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(zip))}}", "rows": 2}""");

        await AgreesAsync(inbox, wrong, "wrong.zip quarantined sha256");
        await AgreesAsync(inbox, right, "right.zip/a.csv landed 1.0.0 2+0");
    }

    [Fact]
    public async Task A_sidecar_with_rows_of_several_members_would_quarantine_the_archive()
    {
        using var inbox = new TrialInbox(Append);
        var file = inbox.Write("a.zip", Packed.Zip(("a.csv", Mon), ("b.csv", Tue)));
        inbox.Write("a.zip.meta.json", """{"rows": 3}""");

        await AgreesAsync(inbox, file, "a.zip quarantined sidecar");
    }

    [Fact]
    public async Task Content_that_was_appended_would_be_a_duplicate_unless_it_is_taken_again()
    {
        using var inbox = new TrialInbox(Append);
        var landed = await inbox.IngestAsync<Landed>(inbox.Write("a.csv", Mon));
        var same = inbox.Write("b.csv", Mon);

        var trial = Assert.Single(await inbox.TryAsync(same));

        Assert.Equal(new TrialDuplicate(landed.LoadId, null, Sameness.Appended), trial.Duplicate);
        Assert.False(trial.WouldLand);
        Assert.Equal("b.csv landed 1.0.0 2+0 []", TrialInbox.Word(Assert.Single(await inbox.TryAsync(same, again: true))));
        await AgreesAsync(inbox, same, "b.csv duplicate Appended");
    }

    [Fact]
    public async Task Files_of_one_trial_count_as_landed_for_those_after_them()
    {
        using var inbox = new TrialInbox(Merge);
        var (mon, tue) = (inbox.Write("mon.csv", Mon), inbox.Write("tue.csv", Tue, 1));
        var trial = inbox.NewTrial();

        var words = new List<TrialResult>();
        foreach (var file in new[] { mon, mon, tue, tue, mon })
        {
            words.AddRange(await trial.RunAsync(file, null, new IngestOptions(), null, TestContext.Current.CancellationToken));
        }

        Assert.Equal([true, false, true, false, true], words.Select(t => t.WouldLand));
        Assert.Equal(("mon.csv", Sameness.CameLast), (words[1].Duplicate!.OfFile, words[1].Duplicate!.Why));
        Assert.Contains("before 'tue.csv'", Assert.Single(words[4].Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_snapshot_would_be_quarantined_unless_it_is_asked_for()
    {
        using var inbox = new TrialInbox(Snapshot);
        await inbox.IngestAsync<Landed>(inbox.Write("tue.csv", Tue, 1));
        var mon = inbox.Write("mon.csv", Mon);

        Assert.StartsWith("mon.csv landed 1.0.0 2+0 [it was written at", TrialInbox.Word(Assert.Single(await inbox.TryAsync(mon, older: true))), StringComparison.Ordinal);
        await AgreesAsync(inbox, mon, "mon.csv quarantined order");
    }

    [Fact]
    public async Task A_snapshot_with_rejected_rows_shows_which_earlier_rows_would_stay()
    {
        using var inbox = new TrialInbox(Snapshot);
        await inbox.IngestAsync<Landed>(inbox.Write("mon.csv", Mon));

        await AgreesAsync(inbox, inbox.Write("tue.csv", "id,name\n1,tue\n2,tue,x\n", 1), "tue.csv landed 1.0.0 1+1 [1 rejected row has no readable key");
    }

    [Fact]
    public async Task The_first_snapshot_under_a_new_major_lands_as_a_whole_or_not_at_all()
    {
        using var inbox = new TrialInbox(Snapshot, new TestContract(Key, TestContract.Name, "name: more, logicalType: integer, required: true")
        {
            Version = "2.0.0",
            Write = "{mode: snapshot}",
            OnViolation = "{maxRejectPercent: 50}",
        });
        await inbox.IngestAsync<Landed>(inbox.Write("mon.csv", Mon));

        await AgreesAsync(inbox, inbox.Write("tue.csv", "id,name,more\n1,tue,1\n2,tue,x\n", 1), "tue.csv quarantined keys");
    }

    [Fact]
    public async Task A_snapshot_without_a_key_warns_that_its_rejected_rows_are_missing()
    {
        using var inbox = new TrialInbox(new TestContract(TestContract.Id, TestContract.Name) { Write = "{mode: snapshot}", OnViolation = "{badRow: quarantine, maxRejectPercent: 50}" });

        await AgreesAsync(inbox, inbox.Write("mon.csv", "id,name\n1,a\nx,b\n"), "mon.csv landed 1.0.0 1+1 [a snapshot without a key");
    }

    [Fact]
    public async Task A_bug_of_the_program_is_reported_as_one()
    {
        using var inbox = new TrialInbox(Append);
        var file = inbox.Write("a.csv", "id,name\n" + string.Concat(Enumerable.Repeat("1,a\n", 400_000)));

        var trial = Assert.Single(await inbox.NewTrial().RunAsync(
            file, null, new IngestOptions(), new ProgramFaultTests.Faulty("a.csv"), TestContext.Current.CancellationToken));

        Assert.Equal("program", trial.RefusalRule);
        Assert.Contains("file      a.csv", trial.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_goes_with_its_file()
    {
        using var inbox = new TrialInbox(Append);
        inbox.Write("a.csv", Mon);

        var trial = Assert.Single(await inbox.TryAsync(inbox.Write("a.csv.meta.json", "{}")));

        Assert.Equal("it is a sidecar, and moves with its file", trial.NotTaken);
    }

    [Fact]
    public async Task The_first_rows_are_shown_as_they_would_land()
    {
        using var inbox = new TrialInbox(new TestContract(TestContract.Id, TestContract.Amount, TestContract.Name, "name: email, logicalType: string, classification: restricted")
        {
            Csv = "{decimal: ',', delimiter: ';'}",
            OnViolation = "{maxRejectPercent: 50}",
        });
        var file = inbox.Write("a.csv", "name;id;amount;email\nAda;1;1,5;ada@x\n;x;1;\n;2;10,25;\nC;3;0;c@x\nD;4;0;\nE;5;0;\nF;6;0;\n");

        var rows = Assert.Single(await inbox.TryAsync(file)).FirstRows!;

        Assert.Equal(["id", "amount", "name", "email"], rows.Columns.Select(c => c.Name));
        Assert.Equal(
            ["1|1.50|Ada|***", "2|10.25|null|null", "3|0.00|C|***", "4|0.00|D|null", "5|0.00|E|null"],
            rows.Rows.Select(r => string.Join('|', r.Select(v => v ?? "null"))));
    }

    [Fact]
    public async Task Nothing_is_written_and_no_file_is_touched()
    {
        using var inbox = new TrialInbox(Snapshot);
        await inbox.IngestAsync<Landed>(inbox.Write("mon.csv", Mon));
        var zip = inbox.Write("tue.zip", Packed.Zip(("a.csv", "id,name\n1,tue\n2,x,y\n"), ("b.csv", "id,name\n1,a\n1,b\n")), 1);
        var bad = inbox.Write("bad.csv", "nope\n1\n", 2);
        var before = inbox.Everything();

        foreach (var file in new[] { zip, bad, inbox.Folder["elsewhere", "mon.csv"] })
        {
            await inbox.TryAsync(file);
        }

        Assert.Equal(before, inbox.Everything());
    }

    /// <summary>The trial predicts the outcome of the ingest.</summary>
    private static async Task AgreesAsync(TrialInbox inbox, string file, string expected)
    {
        var trial = (await inbox.TryAsync(file)).Select(TrialInbox.Word).ToList();

        Assert.StartsWith(expected, Assert.Single(trial), StringComparison.Ordinal);
        Assert.Equal((await inbox.IngestAsync(file)).Select(inbox.Word), trial);
    }
}
