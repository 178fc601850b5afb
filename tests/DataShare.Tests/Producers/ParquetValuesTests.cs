using System.Buffers;
using DataShare.Lake;
using Parquet.Data;
using Parquet.Schema;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>A damaged file's counts do not agree; who goes by one of them reads beyond another.</summary>
public sealed class ParquetValuesTests
{
    [Fact]
    public void Values_and_nulls_come_in_the_order_of_the_rows()
    {
        using var values = (ParquetValues<int>)Read([7, 8], [1, 0, 1], rows: 3);

        Assert.Equal(
            [(true, 7), (false, 0), (true, 8)],
            Enumerable.Range(0, 3).Select(_ => (values.Next(out var value), value)));
    }

    [Theory]
    [InlineData(1, 1, 1, 4)]
    [InlineData(1, 1, 1, 2)]
    [InlineData(1, 2, 0, 3)]
    [InlineData(1, -1, 0, 3)]
    public void Levels_that_are_not_those_of_the_rows_are_refused(int first, int second, int third, int rows) =>
        Assert.Throws<InvalidDataException>(() => Read([7, 8, 9], [first, second, third], rows));

    [Fact]
    public void Fewer_values_than_the_levels_promise_are_refused() =>
        Assert.Throws<InvalidDataException>(() => Read([7, 8], [1, 1, 1], rows: 3));

    [Fact]
    public void Fewer_values_than_rows_are_refused() =>
        Assert.Throws<InvalidDataException>(() => Read([7, 8], null, rows: 3));

    private static IParquetValues Read(int[] values, int[]? levels, int rows)
    {
        var field = new DataField<int>("v", levels is not null);
        _ = new ParquetSchema(field);
        return ParquetValues.Of(new RawColumnData<int>(new Owner(values), levels is null ? null : new Owner(levels), null), field, rows);
    }

    private sealed class Owner(int[] numbers) : IMemoryOwner<int>
    {
        public Memory<int> Memory => numbers;

        public void Dispose()
        {
            // Nothing is lent.
        }
    }
}
