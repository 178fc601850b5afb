using DataShare.Schemas;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class HeaderTests
{
    private const string Required = "name: amount, logicalType: number, required: true";

    [Fact]
    public async Task Quarantines_a_file_whose_header_lacks_a_required_column()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Required));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n");

        Assert.Equal("The columns do not fit contract orders 1.0.0: missing 'amount'. Expected id, amount.", outcome.Reason);
        Assert.Equal(["a.csv", "reason.json"], Directory.GetFiles(outcome.QuarantineFolder).Select(f => Path.GetFileName(f)).Order());
    }

    [Fact]
    public async Task Names_the_column_that_was_probably_meant()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Required));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,amuont\n1,2\n");

        Assert.Contains("missing 'amount' (near 'amuont'); not in the contract 'amuont' (near 'amount')", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_a_file_with_a_column_that_is_not_in_the_contract()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,extra\n1,2\n");

        Assert.Contains("not in the contract 'extra'", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ignores_a_column_that_is_not_in_the_contract_if_the_contract_says_so()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{unknownColumn: ignore}" });

        await inbox.IngestAsync<Landed>("a.csv", "extra,name,id\nx,Ada,1\n");

        Assert.Equal("1|Ada", inbox.Row("select * exclude (_load_id, _source_row) from lake"));
    }

    [Fact]
    public async Task Quarantines_a_file_that_has_none_of_the_columns()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Name) { OnViolation = "{unknownColumn: ignore}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n");

        Assert.Contains("no column matches", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_a_file_with_a_column_twice()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,name,name\n1,a,b\n");

        Assert.Contains("duplicate 'name'", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_nullable_column_becomes_null()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        await inbox.IngestAsync<Landed>("a.csv", "id\n1\n2\n");

        Assert.Equal(["1|null", "2|null"], inbox.Rows());
    }

    [Fact]
    public async Task A_missing_key_column_is_refused()
    {
        using var inbox = new InboxFixture(
            new TestContract("name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1", TestContract.Name));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "name\nAda\n");

        Assert.Contains("missing 'id'", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,name\n1,Ada\n", "1.1.0")]
    [InlineData("id\n1\n", "1.1.0")]
    [InlineData("id,old\n1,x\n", "1.0.0")]
    public async Task The_newest_version_that_fits_is_taken(string content, string version)
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id, "name: old, logicalType: string"),
            new TestContract(TestContract.Id, TestContract.Name) { Version = "1.1.0" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal(ContractVersion.Parse(version), landed.Contract);
    }

    [Fact]
    public async Task A_file_that_only_an_older_major_fits_lands_in_its_table()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id),
            new TestContract(TestContract.Id, Required) { Version = "2.0.0" });

        inbox.Drop("old.csv", "id\n1\n");
        inbox.Drop("new.csv", "id,amount\n2,3\n");
        await inbox.IngestAsync();

        Assert.Equal(["1"], inbox.Rows(major: 1));
        Assert.Equal(["2|3.0"], inbox.Rows(major: 2));
    }

    [Fact]
    public async Task If_no_version_fits_the_difference_to_the_newest_is_reported()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id),
            new TestContract(TestContract.Id, Required) { Version = "2.0.0" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "amount\n1\n");

        Assert.Contains("contract orders 2.0.0: missing 'id'.", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("retired")]
    public async Task Versions_that_take_no_files_are_skipped(string status)
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id),
            new TestContract(TestContract.Id, TestContract.Name) { Version = "1.1.0", Status = status });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id\n1\n");

        Assert.Equal(ContractVersion.Parse("1.0.0"), landed.Contract);
    }

    [Fact]
    public async Task A_file_without_header_is_read_in_the_order_of_the_contract()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{header: false}" });

        await inbox.IngestAsync<Landed>("a.csv", "1,Ada\n2,Bob\n");
        var refused = await inbox.IngestAsync<Quarantined>("b.csv", "1,Ada,x\n");

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
        Assert.Equal("The file has no header and 3 columns, but contract orders 1.0.0 has 2.", refused.Reason);
    }

    [Theory]
    [InlineData("1,Ada,x\n2,Bob\n3,Cy\n", "1,Ada,x")]
    [InlineData("1\n2,Bob\n3,Cy\n", "1")]
    [InlineData("1;Ada;x\n2;Bob\n3;Cy\n", "1;Ada;x")]
    [InlineData("1,x;Ada\n2;Bob\n3;Cy\n", "1,x;Ada")]
    [InlineData("2,Bob\n1,\"open\n3,Cy\n", "1,\"open")]
    [InlineData("1,\"open\n2,Bob\n3,Cy\n", "1,\"open")]
    [InlineData("1,Ada,x\n2,Bob\n3,Cy\n4,Di,x,y\n", "1,Ada,x/4,Di,x,y")]
    public async Task A_broken_row_of_a_file_without_header_is_rejected_alone_even_as_the_first(string content, string rejected)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{header: false}", OnViolation = "{maxRejectPercent: 50}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal(["2|Bob", "3|Cy"], inbox.Rows());
        Assert.Equal(rejected.Split('/'), DuckDb.Lines($"select raw from '{landed.QuarantineFolder}/rejected-rows.parquet' order by row"));
    }

    [Theory]
    [InlineData("{}", "id;nam\n1;Ada\n", "not in the contract 'nam' (near 'name'). Expected id, name. The contract does not set this, so the file was read with ';' between columns.")]
    [InlineData("{}", "who, what\n1, Ada\n", "not in the contract 'who', ' what'. Expected id, name.")]
    [InlineData("{}", "who;what\n1;Ada\n2;Bob\n", "no column matches; missing 'id'; not in the contract 'who', 'what'. Expected id, name. The contract does not set this, so the file was read with ';' between columns.")]
    [InlineData("{}", "Report: orders\n1;Ada\n2;Bob\n", "no column matches; missing 'id'; not in the contract 'Report: orders'. Expected id, name.")]
    [InlineData("{}", "id, name, x\n1, Ada, x\n", "not in the contract 'x'. Expected id, name. The contract does not set this, so the file was read with blanks around names and values removed.")]
    [InlineData("{header: false}", "1;Ada;x\n2;Bob;y\n", "The file has no header and 3 columns, but contract orders 1.0.0 has 2. The contract does not set this, so the file was read with ';' between columns.")]
    [InlineData("{header: false, delimiter: ','}", "1;Ada;x\n2;Bob;y\n", "The file has no header and 1 column, but contract orders 1.0.0 has 2.")]
    public async Task A_refusal_names_the_dialect_of_the_file(string csv, string content, string reason)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = csv });

        Assert.EndsWith(reason, (await inbox.IngestAsync<Quarantined>("a.csv", content)).Reason, StringComparison.Ordinal);
    }
}
