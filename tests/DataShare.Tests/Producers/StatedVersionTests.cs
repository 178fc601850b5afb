using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class StatedVersionTests
{
    private static readonly TestContract[] Versions =
    [
        new(TestContract.Id),
        new(TestContract.Id, TestContract.Name) { Version = "1.1.0" },
        new(TestContract.Id, TestContract.Name) { Version = "2.0.0" },
    ];

    /// <summary>Files of 1.1.0 and 2.0.0 must state their version.</summary>
    private static readonly TestContract[] Asking =
    [
        new(TestContract.Id),
        new(TestContract.Id, TestContract.Name) { Version = "1.1.0", Arrival = "{version: stated}" },
        new(TestContract.Id, TestContract.Name) { Version = "2.0.0", Arrival = "{version: stated}" },
    ];

    [Theory]
    [InlineData("orders", "2.0.0")]
    [InlineData("orders@1", "1.1.0")]
    [InlineData("orders@1.0.0", "1.0.0")]
    [InlineData("orders@2", "2.0.0")]
    public async Task The_folder_states_the_version_of_a_file(string folder, string version)
    {
        using var inbox = new InboxFixture(Versions);
        inbox.DropInto(folder, "a.csv", "id\n1\n");

        var landed = Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(version, landed.Contract.ToString());
        Assert.Empty(Directory.GetFiles(inbox.Folder["inbox", folder]));
        Assert.Empty(Directory.GetDirectories(inbox.Folder["inbox", folder, ".claimed"]));
    }

    [Fact]
    public async Task A_folder_that_states_a_version_needs_no_folder_of_the_dataset_next_to_it()
    {
        using var inbox = new InboxFixture(Versions);
        Directory.Delete(inbox.Inbox);
        inbox.DropInto("orders@1", "a.csv", "id\n1\n");

        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    [Fact]
    public async Task A_file_that_does_not_fit_its_stated_version_is_not_taken_under_another()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.DropInto("orders@1.0.0", "a.csv", "id,name\n1,Ada\n");

        var outcome = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(
            "The columns do not fit contract orders 1.0.0: not in the contract 'name'. Expected id. It was compared with 1.0.0, because the folder inbox/orders@1.0.0 says version 1.0.0.",
            outcome.Reason);
        Assert.Equal("orders@1.0.0", inbox.Reason(outcome.LoadId).InboxFolder);
    }

    [Fact]
    public async Task An_unknown_stated_version_sends_the_file_to_quarantine()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.DropInto("orders@3", "a.csv", "id\n1\n");

        var outcome = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(
            "The folder inbox/orders@3 says version 3, but 'orders' has no such version that takes files. Expected one of 2.0.0, 1.1.0, 1.0.0.",
            outcome.Reason);
    }

    [Fact]
    public async Task Without_a_stated_version_the_nearest_version_is_named()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id, "name: amount, logicalType: number, required: true"),
            new TestContract(TestContract.Id, "name: total, logicalType: number, required: true", "name: country, logicalType: string, required: true") { Version = "2.0.0" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,amuont\n1,2\n");

        Assert.Equal(
            "The columns do not fit contract orders 1.0.0: missing 'amount' (near 'amuont'); not in the contract 'amuont' (near 'amount'). Expected id, amount. "
            + "It was compared with 1.0.0, the nearest of 2.0.0, 1.0.0.",
            outcome.Reason);
    }

    [Fact]
    public async Task Each_version_reads_a_file_in_its_own_dialect()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id, TestContract.Amount) { Csv = "{delimiter: ';', decimal: ',', encoding: windows-1252}" },
            new TestContract(TestContract.Id, TestContract.Amount) { Version = "1.1.0", Csv = "{header: false}" },
            new TestContract(TestContract.Id, TestContract.Amount, TestContract.Name) { Version = "2.0.0" });

        inbox.Drop("a.csv", "id;amount\n1;2,50\n");
        inbox.Drop("b.csv", "id,amount\n2,2.50\n");
        inbox.Drop("c.csv", "3,2.50\n");
        var outcomes = await inbox.IngestAsync();

        Assert.Equal(["1.0.0", "2.0.0", "1.1.0"], outcomes.Cast<Landed>().Select(l => l.Contract.ToString()));
        Assert.Equal(["1|2.50", "3|2.50"], inbox.Rows("select id, amount from lake order by id"));
    }

    [Theory]
    [InlineData("orders 1.0.0", "1.0.0")]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData("1", "1.1.0")]
    [InlineData("orders@2", "2.0.0")]
    public async Task A_parquet_file_can_state_its_version(string said, string version)
    {
        using var inbox = new InboxFixture(Versions);

        Assert.Equal(version, (await inbox.IngestAsync<Landed>("a.parquet", Saying(inbox, said))).Contract.ToString());
    }

    [Theory]
    [InlineData("orders", "1.0.0")]
    [InlineData("orders@1", "1.0.0")]
    [InlineData("orders@1.1.0", "1.1.0")]
    [InlineData("orders@2", "2.0.0")]
    [InlineData("orders@2.0.0", "2.0.0")]
    public async Task Only_files_that_state_it_come_under_a_version_that_requires_it(string folder, string version)
    {
        using var inbox = new InboxFixture(Asking);
        inbox.DropInto(folder, "a.csv", "id\n1\n");

        Assert.Equal(version, Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync())).Contract.ToString());
    }

    [Fact]
    public async Task A_sidecar_or_a_parquet_file_may_state_a_version_that_requires_it()
    {
        using var inbox = new InboxFixture(Asking);
        inbox.DropInto("orders", "a.csv.meta.json", """{"contractVersion": "1.1.0"}""");

        Assert.Equal("1.1.0", (await inbox.IngestAsync<Landed>("a.csv", "id\n1\n")).Contract.ToString());
        Assert.Equal("2.0.0", (await inbox.IngestAsync<Landed>("b.parquet", Saying(inbox, "2"))).Contract.ToString());
        Assert.Equal("1.0.0", (await ParquetLandingTests.Ingest<Landed>(inbox, "select 1 as id")).Contract.ToString());
    }

    [Fact]
    public async Task If_every_version_must_be_stated_a_refusal_says_how()
    {
        using var inbox = new InboxFixture(Asking[2]);

        Assert.Equal(
            "The file does not state its contract version, which 'orders' requires. Expected the file in the folder orders@2.0.0, or next to it a sidecar with contractVersion, one of 2.0.0.",
            (await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n")).Reason);
    }

    [Theory]
    [InlineData("customers 1.0.0", "The file's metadata 'datashare.contract' names dataset 'customers', but the file was dropped for 'orders'. Expected a version of 'orders'.")]
    [InlineData("newest", "The file's metadata 'datashare.contract' says the contract version 'newest'. Expected a major version such as 1, or a version such as 1.2.0, with or without 'orders' before it.")]
    [InlineData("4.0.0", "The file's metadata 'datashare.contract' says version 4.0.0, but 'orders' has no such version that takes files. Expected one of 2.0.0, 1.1.0, 1.0.0.")]
    public async Task The_statement_in_a_parquet_file_must_be_a_version(string said, string reason)
    {
        using var inbox = new InboxFixture(Versions);

        Assert.Equal(reason, (await inbox.IngestAsync<Quarantined>("a.parquet", Saying(inbox, said))).Reason);
    }

    [Fact]
    public async Task Folder_and_file_that_contradict_each_other_are_both_named()
    {
        using var inbox = new InboxFixture(Versions);
        File.WriteAllBytes(inbox.DropInto("orders@1", "a.parquet", ""), Saying(inbox, "2.0.0"));
        inbox.Settle(inbox.Folder["inbox", "orders@1", "a.parquet"]);

        var outcome = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(
            "The folder inbox/orders@1 says version 1, but the file's metadata 'datashare.contract' says 2.0.0. Expected one version of 'orders'.",
            outcome.Reason);
    }

    [Fact]
    public async Task A_version_does_not_fit_if_the_type_of_a_parquet_column_does_not()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id, TestContract.Amount),
            new TestContract(TestContract.Id, "name: amount, logicalType: string") { Version = "2.0.0" });

        Assert.Equal("1.0.0", (await ParquetLandingTests.Ingest<Landed>(inbox, "select 1 as id, 2.50::decimal(9,2) as amount")).Contract.ToString());
        var refused = await ParquetLandingTests.Ingest<Quarantined>(inbox, "select 1 as id, true as amount");
        Assert.Equal(
            "Column 'amount' is Boolean in the file, which cannot be read as string without loss (contract orders 2.0.0). It was compared with 2.0.0, the nearest of 2.0.0, 1.0.0.",
            refused.Reason);
    }

    [Fact]
    public async Task Files_of_all_folders_are_taken_in_the_order_they_came()
    {
        const string key = "name: id, logicalType: integer, required: true, primaryKey: true";
        using var inbox = new InboxFixture(
            new TestContract(key, TestContract.Name) { Write = "{mode: merge}" },
            new TestContract(key, TestContract.Name, "name: more, logicalType: string") { Version = "1.1.0", Write = "{mode: merge}" });
        inbox.DropInto("orders@1.0.0", "a.csv", "id,name\n1,first\n");
        inbox.DropInto("orders", "b.csv", "id,name\n1,second\n");
        inbox.DropInto("orders@1.0.0", "c.csv", "id,name\n1,third\n");

        var outcomes = (await inbox.IngestAsync()).Cast<Landed>().ToList();

        Assert.Equal(["a.csv", "b.csv", "c.csv"], outcomes.OrderBy(o => o.LakeVersion).Select(o => o.Name));
        Assert.Equal(["1.0.0", "1.1.0", "1.0.0"], outcomes.OrderBy(o => o.LakeVersion).Select(o => o.Contract.ToString()));
    }

    [Fact]
    public async Task A_snapshot_lands_again_after_one_of_another_major()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Id) { Write = "{mode: snapshot}" },
            new TestContract(TestContract.Id, "name: total, logicalType: number, required: true") { Version = "2.0.0", Write = "{mode: snapshot}" });

        await inbox.IngestAsync<Landed>("a.csv", "id\n1\n");
        await inbox.IngestAsync<Duplicate>("a.csv", "id\n1\n");
        inbox.Time.Advance(TimeSpan.FromMinutes(1));
        await inbox.IngestAsync<Landed>("b.csv", "id,total\n1,2\n");

        await inbox.IngestAsync<Landed>("a.csv", "id\n1\n");
    }

    /// <summary>A Parquet file with a column <c>id</c> that states this contract version.</summary>
    private static byte[] Saying(InboxFixture inbox, string said) =>
        ParquetLandingTests.Parquet(inbox, "select 1 as id", $"kv_metadata {{'datashare.contract': '{said}'}}");
}
