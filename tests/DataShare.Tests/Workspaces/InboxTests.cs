using DataShare.Jobs;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Tests.Schemas;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class InboxTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Folders_that_state_a_version_are_read_with_the_datasets_own()
    {
        folder.Write("inbox/orders@1/a.csv", "id");
        folder.Write("inbox/orders@1/a.csv.meta.json", "{}");
        folder.Write("inbox/orders@2.0.0/b.csv", "id");

        var inbox = New();

        Assert.True(inbox.HasWork(DatasetName.Parse("orders"), inbox.Look()));
        Assert.Equal((2, 4), inbox.Waiting(DatasetName.Parse("orders"), inbox.Look()));
        Assert.Empty(inbox.Strays());
    }

    [Theory]
    [InlineData("orders@one", "inbox/orders@one: 'one' is not a version, so its files are ignored. Expected a major version such as 1, or a version such as 1.2.0: inbox/orders@1 or inbox/orders@1.2.0.")]
    [InlineData("order@1", "inbox/order@1: there is no contract for dataset 'order', so its files are ignored. Did you mean inbox/orders@1?")]
    [InlineData("xyz", "inbox/xyz: there is no contract for dataset 'xyz', so its files are ignored. datasets: orders.")]
    public void A_folder_that_belongs_to_no_dataset_is_reported_with_its_right_name(string name, string stray)
    {
        folder.Write($"inbox/{name}/a.csv", "id");

        var inbox = New();

        Assert.Equal(stray, Assert.Single(inbox.Strays()));
        Assert.False(inbox.HasWork(DatasetName.Parse("orders"), inbox.Look()));
    }

    [Fact]
    public void A_folder_of_a_dataset_whose_contract_waits_or_cannot_be_read_is_reported_with_the_reason()
    {
        folder.Write("inbox/orders/a.csv", "id");
        folder.Write("inbox/customers/a.csv", "id");
        var waiting = new ContractCatalog([ContractText.Valid(ContractText.With())]);

        var inbox = new Inbox(folder["inbox"], new ContractCatalog([]) { Unread = new HashSet<DatasetName> { DatasetName.Parse("customers") } }, written: waiting);

        Assert.Equal(
            [
                "inbox/customers: a published contract of 'customers' cannot be read, so its files stay there until the contract is restored.",
                "inbox/orders: no contract of 'orders' is published yet, so its files stay there. See why with: datashare schema check",
            ],
            inbox.Strays());
    }

    private Inbox New() => new(folder["inbox"], new ContractCatalog([ContractText.Valid(ContractText.With())]));
}
