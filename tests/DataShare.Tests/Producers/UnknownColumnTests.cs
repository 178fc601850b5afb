using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class UnknownColumnTests
{
    private static readonly TestContract Rescuing = new(TestContract.Id, TestContract.Name) { OnViolation = "{unknownColumn: rescue, maxRejectPercent: 50}" };

    [Fact]
    public async Task Keeps_unknown_columns_of_a_csv_file_as_json_when_the_contract_says_rescue()
    {
        using var inbox = new InboxFixture(Rescuing);

        await inbox.IngestAsync<Landed>("a.csv", "x,id,name,y\n\"say \"\"hi\"\"\",1,Ada,7\nåΩ,2,Bob,\n,3,Cy,\n");

        Assert.Equal(
            ["""1|Ada|{"x":"say \"hi\"","y":"7"}""", """2|Bob|{"x":"åΩ"}""", "3|Cy|null"],
            inbox.Rows("select id, name, _rescued from lake order by id"));
    }

    [Fact]
    public async Task A_file_without_unknown_columns_has_the_column_for_them_with_nulls()
    {
        using var inbox = new InboxFixture(Rescuing);

        await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,Ada\n");

        Assert.Equal("1|Ada|null", inbox.Row("select id, name, _rescued from lake"));
        Assert.Equal(["id", "name", "_rescued", "_load_id", "_source_row"], inbox.Log().Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task Keeps_unknown_columns_of_a_parquet_file_as_texts()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{unknownColumn: rescue}" });

        await ParquetLandingTests.Ingest<Landed>(inbox, """
            select 1 as id, true as b, -7::tinyint as i, 1.50::decimal(9,2) as d, 12345678901234567890123456789012345678::decimal(38,0) as w, 0.25::double as f,
                date '2026-01-31' as day, timestamptz '2026-01-31 10:00:00.5+02' as t, timestamp '2026-01-31 10:00:00' as l,
                '0B9A3C5E-1111-4222-8333-444455556666'::uuid as u, '\x00\xFF'::blob as bytes, null::integer as nothing, 'é"' as s
            """);

        Assert.Equal(
            """{"b":"true","i":"-7","d":"1.50","w":"12345678901234567890123456789012345678","f":"0.25","day":"2026-01-31","t":"2026-01-31T08:00:00.5Z","l":"2026-01-31T10:00:00","u":"0b9a3c5e-1111-4222-8333-444455556666","bytes":"AP8=","s":"é\""}""",
            inbox.Row("select _rescued from lake"));
    }

    [Fact]
    public async Task Rescued_values_stay_with_their_rows_if_rows_between_them_are_rejected()
    {
        using var inbox = new InboxFixture(new TestContract("name: id, logicalType: integer, logicalTypeOptions: {maximum: 9}") { OnViolation = "{unknownColumn: rescue, maxRejectPercent: 50}" });

        await ParquetLandingTests.Ingest<Landed>(inbox, "select * from (values (1, 'a'), (10, 'b'), (3, 'c')) as t(id, x)");
        await inbox.IngestAsync<Landed>("b.csv", "id,x\n4,d\n10,e\n6,f\n");

        Assert.Equal(
            ["1|{\"x\":\"a\"}", "3|{\"x\":\"c\"}", "4|{\"x\":\"d\"}", "6|{\"x\":\"f\"}"],
            inbox.Rows("select id, _rescued from lake order by id"));
    }

    [Fact]
    public async Task Quarantines_a_parquet_file_whose_unknown_column_has_no_text()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{unknownColumn: rescue}" });

        var outcome = await ParquetLandingTests.Ingest<Quarantined>(inbox, "select 1 as id, [1, 2] as list");

        Assert.Contains("Column 'list', which is not in the contract, is nested (a list, map or struct: list.list.element), which cannot be kept as text", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rescued_value_that_is_no_text_rejects_its_row()
    {
        using var inbox = new InboxFixture(Rescuing);

        var landed = await inbox.IngestAsync<Landed>("a.csv", [.. "id,x\n1,"u8, 0xFF, .. "\n2,b\n"u8]);

        Assert.Equal("column 'x' is not valid UTF-8", Assert.Single(inbox.Reason(landed.LoadId).Violations).Message);
        Assert.Equal("2|{\"x\":\"b\"}", inbox.Row("select id, _rescued from lake"));
    }

    [Fact]
    public async Task Two_unknown_columns_of_one_name_cannot_both_be_kept()
    {
        using var inbox = new InboxFixture(Rescuing);

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,x,x\n1,a,b\n");

        Assert.Contains("duplicate 'x'", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_shows_no_rescued_value()
    {
        using var inbox = new InboxFixture(Rescuing);

        await inbox.IngestAsync<Landed>("a.csv", "id,secret\n1,hush\n");

        Assert.DoesNotContain("hush", string.Concat(Directory.GetFiles(Path.Combine(inbox.TableFolder(), "_delta_log")).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_with_all_columns_is_preferred_to_a_newer_one_that_lacks_some()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id, "name: old, logicalType: string"),
            new TestContract(TestContract.Id, TestContract.Name) { Version = "1.1.0", OnViolation = "{unknownColumn: ignore}" });

        inbox.Drop("a.csv", "id,old\n1,x\n");
        inbox.Drop("b.csv", "id,other\n2,y\n");
        var outcomes = await inbox.IngestAsync();

        Assert.Equal(["1.0.0", "1.1.0"], outcomes.Cast<Landed>().Select(l => l.Contract.ToString()));
    }
}
