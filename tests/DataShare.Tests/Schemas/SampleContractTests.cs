using System.Runtime.CompilerServices;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class SampleContractTests
{
    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "schemas", "contracts"));

    [Fact]
    public void The_sample_contracts_are_read_without_a_problem()
    {
        var reading = ContractCatalog.Load(Folder());

        Assert.Empty(reading.Problems);
        Assert.Equal(["customers", "orders", "products"], reading.Catalog.Datasets.Select(d => d.Value));
    }

    [Fact]
    public void Orders_are_appended_and_the_newer_version_adds_a_nullable_column()
    {
        var versions = ContractCatalog.Load(Folder()).Catalog.Versions(DatasetName.Parse("orders"));

        Assert.Equal(["1.0.0", "1.1.0"], versions.Select(v => v.Version.ToString()));
        Assert.All(versions, v => Assert.Equal(WriteMode.Append, v.Write.Mode));
        var added = Assert.Single(versions[1].Columns, c => versions[0].Columns.All(o => o.Id != c.Id));
        Assert.Equal(("coupon", false), (added.Name, added.Required));
        Assert.True(versions[0].Columns.Single(c => c.Name == "email").IsRestricted);
    }

    [Fact]
    public void Customers_are_merged_by_key_with_a_delete_marker()
    {
        var contract = ContractCatalog.Load(Folder()).Catalog.Newest(DatasetName.Parse("customers"))!;

        Assert.Equal(new WriteRules(WriteMode.Merge, new DeleteMarker("change", "D")), contract.Write);
        Assert.Equal(["customer_id"], contract.PrimaryKey.Select(c => c.Name));
    }

    [Fact]
    public void Products_are_a_snapshot_with_a_key()
    {
        var contract = ContractCatalog.Load(Folder()).Catalog.Newest(DatasetName.Parse("products"))!;

        Assert.Equal(WriteMode.Snapshot, contract.Write.Mode);
        Assert.Equal(["product_id"], contract.PrimaryKey.Select(c => c.Name));
        Assert.Equal(BadRowRule.RejectFile, contract.OnViolation.BadRow);
    }
}
