using DataShare.Producers;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Producers;

public sealed class InferContractTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_columns_of_the_header_become_the_columns_of_the_contract()
    {
        var inferred = await InferAsync("a.csv", "id,name\n1,Ada\n");

        Assert.Equal(["id", "name"], inferred.Contract.Columns.Select(c => c.Name));
        Assert.Equal(1, inferred.Rows);
    }

    public void Dispose() => folder.Dispose();

    private ValueTask<InferredContract> InferAsync(string name, string content) => InferContract.RunAsync(
        folder.Write(name, content), DatasetName.Parse("orders"), new InferOptions(), null, TestContext.Current.CancellationToken);
}
