using DataShare.Jobs;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Tests.Schemas;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class WorkspaceContractsTests : IDisposable
{
    private static readonly DatasetName Orders = DatasetName.Parse("orders");
    private readonly TemporaryFolder folder = new();

    public WorkspaceContractsTests()
    {
        folder.Write("appsettings.json", "{}");
        Write("1.0.0");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_unpublished_version_can_be_used_and_is_marked_as_unpublished()
    {
        Write("1.1.0");

        var contracts = Read();

        Assert.Equal(["1.0.0", "1.1.0"], Versions(contracts.All));
        Assert.Equal(["1.0.0", "1.1.0"], contracts.Unpublished.Select(c => c.Version.ToString()));
        Assert.Empty(contracts.Edited);
    }

    [Fact]
    public async Task A_published_version_counts_after_its_file_was_removed()
    {
        await PublishAllAsync();
        File.Delete(folder["contracts", "orders", "1.0.0.odcs.yaml"]);
        Write("1.1.0");

        var contracts = Read();

        Assert.Equal(["1.0.0", "1.1.0"], Versions(contracts.All));
        Assert.Equal(["1.1.0"], contracts.Unpublished.Select(c => c.Version.ToString()));
        Assert.Equal(folder["data", "lake", "contracts", "orders", "1.0.0.yaml"], contracts.All.Find(Orders, new(1, 0, 0))!.SourceFile);
    }

    [Fact]
    public async Task The_published_text_of_a_version_is_used_and_an_edit_of_its_file_is_detected()
    {
        await PublishAllAsync();
        Write("1.0.0", "{name: total, logicalType: number}");

        var contracts = Read();

        Assert.Equal("amount", contracts.All.Find(Orders, new(1, 0, 0))!.Columns[1].Name);
        var (edited, published) = Assert.Single(contracts.Edited);
        Assert.Equal(("total", "amount"), (edited.Columns[1].Name, published.Columns[1].Name));
        Assert.Empty(contracts.Unpublished);
    }

    [Fact]
    public async Task An_unedited_published_version_is_named_by_its_file_in_the_workspace()
    {
        await PublishAllAsync();

        Assert.Equal(folder["contracts", "orders", "1.0.0.odcs.yaml"], Read().All.Find(Orders, new(1, 0, 0))!.SourceFile);
    }

    [Fact]
    public void A_draft_does_not_wait_for_publication()
    {
        folder.Write("contracts/orders/2.0.0.odcs.yaml", ContractText.With().Replace("version: 1.0.0", "version: 2.0.0\nstatus: draft", StringComparison.Ordinal));

        Assert.Equal(["1.0.0"], Read().Unpublished.Select(c => c.Version.ToString()));
    }

    [Fact]
    public async Task The_lake_is_in_the_folder_from_the_settings()
    {
        folder.Write("appsettings.json", """{"DataShare": {"DataFolder": "elsewhere"}}""");

        await PublishAllAsync();

        Assert.True(File.Exists(folder["elsewhere", "lake", "contracts", "orders", "1.0.0.yaml"]));
    }

    private static IEnumerable<string> Versions(ContractCatalog catalog) => catalog.Versions(Orders).Select(c => c.Version.ToString());

    private WorkspaceContracts Read() => ServedWorkspace.Read(Workspace.Find(folder.Root)).Versions;

    private async Task PublishAllAsync()
    {
        var contracts = Read();
        foreach (var contract in contracts.Unpublished)
        {
            await contracts.Store.PublishAsync(contract, Ct);
        }
    }

    private void Write(string version, string property = "{name: amount, logicalType: number}") => folder.Write(
        $"contracts/orders/{version}.odcs.yaml",
        ContractText.With(property).Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal));
}
