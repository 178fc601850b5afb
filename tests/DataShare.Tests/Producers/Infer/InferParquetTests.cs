using DataShare.Producers;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Producers;

public sealed class InferParquetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Values_that_no_contract_can_express_reject_their_rows_and_are_reported()
    {
        var inferred = await InferAsync("""
            select i as id,
                if(i = 1, 'NaN'::double, i::double) as d,
                if(i = 2, 'infinity'::float, i::float) as f,
                if(i = 3, date '0044-03-15 (BC)', date '2026-01-31') as day,
                if(i = 4, timestamp '0044-03-15 (BC) 10:00:00', timestamp '2026-01-31 10:00:00') as t,
                null::integer as nothing
            from range(100) as r(i)
            """);

        Assert.Equal(
            ["id i64", "d double", "f double", "day date", "t timestamp without time zone", "nothing i32"],
            inferred.Contract.Columns.Select(c => $"{c.Name} {c.Type}"));
        Assert.Equal(["d", "f"], inferred.Contract.Columns.Where(c => c.Rules.TakesNonFinite).Select(c => c.Name));
        Assert.Contains("'day' has 1 value that a contract cannot express (outside the years 1 to 9999): rows with them are rejected.", inferred.Remarks);
        Assert.Contains("'nothing' has no values.", inferred.Remarks);
        Assert.Contains(inferred.Remarks, r => r.StartsWith("The gate rejects 2 of the file's 100 rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_nulls_gets_a_contract()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var content = ParquetLandingTests.Parquet(inbox, "select null::integer as a, null::varchar as b, null::date as c from range(10)");

        var inferred = await InferContractTests.AcceptedAsync(folder, "a.parquet", content);

        Assert.Equal(["a i32", "b string", "c date"], inferred.Contract.Columns.Select(c => $"{c.Name} {c.Type}"));
    }

    [Fact]
    public async Task Runs_of_one_value_count_with_their_unpacked_length()
    {
        var options = new InferOptions { Unpack = new UnpackOptions { MaxBytes = 1_000_000 } };

        var refused = await Assert.ThrowsAsync<ProducerException>(async () => await InferAsync("select repeat('x', 1000) as v from range(5000)", options));

        Assert.Contains("unpacks to more than 1,000,000 bytes", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task<InferredContract> InferAsync(string sql, InferOptions? options = null)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        return await InferContractTests.InferAsync(folder.WriteBytes("a.parquet", ParquetLandingTests.Parquet(inbox, sql)), options);
    }
}
