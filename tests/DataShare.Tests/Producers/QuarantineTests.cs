using System.Text.Json;
using DataShare.Lake;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>The number of bad rows that a contract allows, and the quarantine entry about them.</summary>
public sealed class QuarantineTests
{
    private const string OneOfTen = "id\n1\n2\n3\n4\n5\n6\n7\n8\n9\nx\n";
    private const string TwoOfEleven = OneOfTen + "y\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task If_no_more_rows_are_bad_than_allowed_only_they_go_to_quarantine()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 10}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", OneOfTen);

        Assert.Equal((9, 1), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal("45|9", inbox.Row("select sum(id), count(*) from lake"));
        var reason = inbox.Reason(landed.LoadId);
        Assert.Equal((QuarantineKind.Rows, 10, 1), (reason.Kind, reason.TotalRows, reason.RejectedRows));
        Assert.Equal("1 of 10 rows breaks a rule. First: a.csv line 11, column 'id': 'x' is not i64", reason.Reason);
    }

    [Fact]
    public async Task One_more_sends_the_whole_file_there()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 10}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", TwoOfEleven);

        Assert.StartsWith("2 of 11 rows break a rule of contract orders 1.0.0, more than 10 %.", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(TwoOfEleven, await File.ReadAllTextAsync(Path.Combine(outcome.QuarantineFolder, "a.csv"), Ct));
        Assert.Equal(QuarantineKind.File, inbox.Reason(outcome.LoadId).Kind);
        Assert.Equal(-1, inbox.Log().Version);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task One_bad_row_sends_the_whole_file_there_if_the_contract_says_so()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{badRow: rejectFile}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", OneOfTen);

        Assert.Contains("line 11, column 'id': 'x' is not i64", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_bad_rows_only_may_land_when_all_may_be_bad()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 100}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id\nx\n");

        Assert.Equal((0, 1), (landed.AcceptedRows, landed.RejectedRows));
    }

    [Fact]
    public async Task The_bytes_of_a_quarantined_file_are_kept_too()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "nope\n");

        Assert.Equal("nope\n", await File.ReadAllTextAsync(inbox.Reason(outcome.LoadId).RawPath!, Ct));
    }

    [Fact]
    public async Task Rejected_rows_are_kept_with_place_value_rule_and_raw_record()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 90}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,\"two\nlines\"\nx,Ada\n,Bob\n");

        Assert.Equal(
            [
                $"{landed.LoadId}|2|4|22|id|x|type|column 'id': 'x' is not i64|x,Ada",
                $"{landed.LoadId}|3|5|28|id|null|required|column 'id' is null, but the column is required|,Bob",
            ],
            DuckDb.Lines($"select load_id, row, line, byte_offset, \"column\", value, rule, message, raw from '{landed.QuarantineFolder}/rejected-rows.parquet'"));
        Assert.Equal(
            "_row,_line,_reason,id,name\n2,4,column 'id': 'x' is not i64,x,Ada\n3,5,\"column 'id' is null, but the column is required\",,Bob\n",
            await File.ReadAllTextAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), Ct));
    }

    [Fact]
    public async Task The_reason_is_json_for_people_and_programs()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id\n1\nx\n");

        var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(landed.QuarantineFolder!, "reason.json"), Ct)).RootElement;
        Assert.Equal("rows", json.GetProperty("kind").GetString());
        Assert.Equal("a.csv", json.GetProperty("fileName").GetString());
        var violation = json.GetProperty("violations")[0];
        Assert.Equal((2, 3, "id", "x", "type"), (
            violation.GetProperty("row").GetInt64(),
            violation.GetProperty("line").GetInt64(),
            violation.GetProperty("column").GetString(),
            violation.GetProperty("value").GetString(),
            violation.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task Restricted_values_are_in_no_reason_and_only_the_owner_can_read_raw_records()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id, "name: email, logicalType: string, classification: restricted, logicalTypeOptions: {maxLength: 5}")
            {
                OnViolation = "{maxRejectPercent: 50}",
            });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,email\n1,secret@example.com\n2,a@b.c\n");

        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal("***", violation.Value);
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(Path.Combine(landed.QuarantineFolder!, "reason.json"), Ct), StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(landed.QuarantineFolder!, "rejected-rows.*").Where(_ => !OperatingSystem.IsWindows()))
        {
#pragma warning disable CA1416 // The loop is empty on Windows.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
#pragma warning restore CA1416
        }
    }

    [Fact]
    public async Task Long_values_are_cut_at_eighty_characters()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", $"id\n1\n{new string('x', 5000)}\n");

        Assert.Equal(new string('x', 79) + "…", Assert.Single(inbox.Reason(landed.LoadId).Violations).Value);
    }

    [Fact]
    public async Task The_reason_shows_the_first_violations_and_the_list_has_all()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 99}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id\n1\n" + string.Concat(Enumerable.Repeat("x\n", 50)));

        Assert.Equal(20, inbox.Reason(landed.LoadId).Violations.Count);
        Assert.Equal(51, (await File.ReadAllLinesAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), Ct)).Length);
    }
}
