using DataShare.Jobs;
using DataShare.Schemas;
using DataShare.Tests.Warehouse;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class ContractReferenceTests
{
    private static readonly ContractCatalog Catalog = new(
    [
        Contracts.Append("orders", "1.0.0", Contracts.Column("a")),
        Contracts.Append("orders", "1.1.0", Contracts.Column("a")),
        Contracts.Append("orders", "2.0.0", Contracts.Column("a")) with { Status = "draft" },
    ]);

    [Theory]
    [InlineData("orders", "1.1.0")]
    [InlineData("orders@1", "1.1.0")]
    [InlineData("orders@1.0.0", "1.0.0")]
    [InlineData("orders@2", "2.0.0")]
    public void Means_the_newest_version_that_takes_files_or_otherwise_the_newest(string text, string version) =>
        Assert.Equal(version, ContractReference.Parse(text).Find(Catalog).Version.ToString());

    [Theory]
    [InlineData("order", "did you mean 'orders'?")]
    [InlineData("orders@3", "There is no 'orders@3'; versions: 1.0.0, 1.1.0, 2.0.0.")]
    [InlineData("orders@1.0", "'orders@1.0' does not name a contract")]
    [InlineData("orders@1@2", "does not name a contract")]
    [InlineData("Orders", "does not name a contract")]
    [InlineData("", "does not name a contract")]
    public void A_missing_version_is_reported_with_the_existing_ones(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => ContractReference.Parse(text).Find(Catalog)).Message, StringComparison.Ordinal);
}
