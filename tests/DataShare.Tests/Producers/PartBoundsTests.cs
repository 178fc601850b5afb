using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>Readers skip parts by the bounds in the log: a wrong bound hides rows, a missing one only costs time.</summary>
public sealed class PartBoundsTests : IDisposable
{
    private static readonly DataContract Contract = Read(TestContract.Name, "name: ratio, logicalType: number");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Bounds_of_a_part_are_those_of_all_its_row_groups() =>
        Assert.Equal(new ColumnStatistics(0, "A", "z"), (await BoundsAsync(["m", "z"], ["A", "B"]))["name"]);

    [Fact]
    public async Task A_text_whose_order_differs_in_utf8_removes_the_bounds() =>
        Assert.Equal(new ColumnStatistics(0, "a", null), (await BoundsAsync(["a", "b"], ["m", "😀"]))["name"]);

    [Fact]
    public async Task A_long_text_is_cut_to_a_bound_that_still_holds()
    {
        var text = new string('é', 100);

        var bounds = (await BoundsAsync([text]))["name"];

        Assert.True(string.CompareOrdinal((string)bounds.Minimum!, text) <= 0);
        Assert.True(string.CompareOrdinal((string)bounds.Maximum!, text) >= 0);
        Assert.InRange(((string)bounds.Maximum!).Length, 1, 33);
    }

    [Fact]
    public async Task A_row_group_of_nulls_alone_only_adds_nulls()
    {
        var bounds = (await BoundsAsync([null, null], ["a"]))["name"];

        Assert.Equal(2, bounds.NullCount);
        Assert.True(bounds.Minimum is null or "a");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_number_that_json_does_not_have_removes_the_bounds(double number) =>
        Assert.Equal(new ColumnStatistics(0, null, null), (await WriteAsync(Numbers(1, number, 2)))["ratio"]);

    [Fact]
    public async Task A_row_group_with_NaN_removes_the_bounds_of_all_row_groups()
    {
        var bounds = (await WriteAsync(Numbers(1, 2), Numbers(3, double.NaN)))["ratio"];

        Assert.Equal(new ColumnStatistics(0, null, null), bounds);
    }

    /// <summary>Some readers sort NaN above every number, so it would be above the maximum.</summary>
    [Theory]
    [InlineData("accept", "null|null")]
    [InlineData("reject", "1.0|2.0")]
    public async Task A_column_that_takes_NaN_has_no_bounds_in_the_file(string nonFinite, string expected)
    {
        var contract = Read($"name: ratio, logicalType: number, customProperties: [{{property: nonFinite, value: {nonFinite}}}]");
        var chunk = new RowChunk(contract);
        foreach (var value in (double[])[1, 2])
        {
            ((ValueColumn<double>)chunk.Columns[0]).Append(value);
            chunk.EndRow("01J".AsMemory(), 1);
        }

        await WriteAsync(chunk);

        Assert.Equal([expected], DuckDb.Lines(
            $"select stats_min_value, stats_max_value from parquet_metadata('{folder["part.parquet"]}') where path_in_schema = 'ratio'"));
    }

    [Theory]
    [InlineData("restricted", "null|null")]
    [InlineData("public", "a|b")]
    public async Task A_restricted_text_has_no_bounds_in_the_file(string classification, string expected)
    {
        var chunk = new RowChunk(Read($"name: name, logicalType: string, classification: {classification}"));
        foreach (var value in (string[])["a", "b"])
        {
            ((TextColumn)chunk.Columns[0]).Append(value);
            chunk.EndRow("01J".AsMemory(), 1);
        }

        await WriteAsync(chunk);

        Assert.Equal([expected], DuckDb.Lines(
            $"select stats_min_value, stats_max_value from parquet_metadata('{folder["part.parquet"]}') where path_in_schema = 'name'"));
    }

    /// <summary>A part may have zeros of both signs, and some readers sort one before the other.</summary>
    [Theory]
    [InlineData(0.0, 2.0, "\"minValues\":{\"ratio\":-0.0},\"maxValues\":{\"ratio\":2}")]
    [InlineData(-0.0, -2.0, "\"minValues\":{\"ratio\":-2},\"maxValues\":{\"ratio\":0}")]
    public async Task A_bound_of_zero_holds_for_zeros_of_both_signs(double one, double other, string expected)
    {
        var ratio = new Dictionary<string, ColumnStatistics> { ["ratio"] = (await WriteAsync(Numbers(one, other)))["ratio"] };

        Assert.Contains(expected, PartStatistics.Json(new TablePart("part", 1, 2, ratio), Contract), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyDictionary<string, ColumnStatistics>> BoundsAsync(params string?[][] groups) =>
        await WriteAsync([.. groups.Select(Chunk)]);

    private async Task<IReadOnlyDictionary<string, ColumnStatistics>> WriteAsync(params RowChunk[] chunks)
    {
        await using var writer = new PartWriter(folder["part.parquet"]);
        foreach (var chunk in chunks)
        {
            await writer.WriteAsync(chunk, TestContext.Current.CancellationToken);
        }

        return (await writer.CompleteAsync()).Columns;
    }

    private static DataContract Read(params string[] columns) =>
        ContractReader.Read(new TestContract(columns).Yaml, "orders.odcs.yaml").Contract!;

    private static RowChunk Numbers(params double[] values)
    {
        var chunk = new RowChunk(Contract);
        foreach (var value in values)
        {
            chunk.Columns[0].AppendNull();
            ((ValueColumn<double>)chunk.Columns[1]).Append(value);
            chunk.EndRow("01J".AsMemory(), 1);
        }

        return chunk;
    }

    private static RowChunk Chunk(string?[] names)
    {
        var chunk = new RowChunk(Contract);
        var column = (TextColumn)chunk.Columns[0];
        foreach (var name in names)
        {
            if (name is null)
            {
                column.AppendNull();
            }
            else
            {
                column.Append(name);
            }

            chunk.Columns[1].AppendNull();
            chunk.EndRow("01J".AsMemory(), 1);
        }

        return chunk;
    }
}
