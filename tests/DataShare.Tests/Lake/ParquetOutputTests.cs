using System.Numerics;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class ParquetOutputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private readonly ValueColumn<int> number = (ValueColumn<int>)Buffer("number", ColumnKind.Int32);
    private readonly TextColumn text = (TextColumn)Buffer("text", ColumnKind.String);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => folder["out.parquet"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Writes_row_groups_from_buffers_that_are_emptied_and_filled_again()
    {
        await using (var output = await ParquetOutput.CreateAsync(Path, [number, text], Stop))
        {
            for (var group = 0; group < 3; group++)
            {
                number.Append(group);
                text.Append($"group {group}");
                number.Append(-group);
                text.AppendNull();
                await output.WriteAsync([number, text], Stop);
                number.Clear();
                text.Clear();
            }

            Assert.Equal(await output.CompleteAsync(), new FileInfo(Path).Length);
        }

        Assert.Equal(
            ["0|group 0", "0|", "1|group 1", "-1|", "2|group 2", "-2|"],
            FileQuery.Rows($"select number, text from read_parquet('{Path}', file_row_number = true) order by file_row_number"));
        Assert.Equal(["3"], FileQuery.Rows($"select count(distinct row_group_id) from parquet_metadata('{Path}')"));
    }

    [Fact]
    public async Task Knows_the_hash_of_what_it_has_written()
    {
        await using var output = await WriteAsync("one", "two");

        Assert.Equal(await FileHash.OfAsync(Path, Stop), output.Hash);
    }

    [Fact]
    public async Task Gives_each_page_a_checksum_that_reveals_a_changed_value()
    {
        await (await WriteAsync("one", "two")).DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Path, Stop);
        bytes[bytes.AsSpan().IndexOf("two"u8)] = (byte)'T';
        await File.WriteAllBytesAsync(Path, bytes, Stop);

        await using var input = await ParquetInput.OpenAsync(Path, null, Stop);
        var damage = Assert.Throws<InvalidDataException>(() => input.Read(0, input.Columns[0]));

        Assert.Contains("its checksum differs", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_a_file_without_rows()
    {
        await using var output = await ParquetOutput.CreateAsync(Path, [number, text], Stop);
        await output.CompleteAsync();

        Assert.Equal(["number|INTEGER", "text|VARCHAR"], FileQuery.Rows($"select column_name, column_type from (describe from '{Path}')"));
        Assert.Equal(["0"], FileQuery.Rows($"select count(*) from '{Path}'"));
    }

    /// <summary>Zeros keep their sign, and a bound of zero includes zeros of both signs.</summary>
    [Theory]
    [InlineData(0.0, 1.0, "-0.0|1.0|0.0|1.0")]
    [InlineData(-0.0, -1.0, "-1.0|0.0|-0.0|-1.0")]
    [InlineData(-0.0, 0.0, "-0.0|0.0|-0.0|0.0")]
    [InlineData(1.0, 2.0, "1.0|2.0|1.0|2.0")]
    public async Task Writes_bounds_of_zero_as_the_format_requires(double one, double other, string expected)
    {
        var ratio = (ValueColumn<double>)Buffer("ratio", ColumnKind.Double);
        await using (var output = await ParquetOutput.CreateAsync(Path, [ratio], Stop))
        {
            ratio.Append(one);
            ratio.Append(other);
            await output.WriteAsync([ratio], Stop);
            await output.CompleteAsync();
        }

        Assert.Equal(
            [expected],
            FileQuery.Rows($"select m.stats_min_value, m.stats_max_value, (select string_agg(ratio::varchar, '|') from '{Path}') from parquet_metadata('{Path}') m"));
    }

    [Fact]
    public async Task Nobody_can_read_a_file_that_was_not_completed()
    {
        await using (var output = await ParquetOutput.CreateAsync(Path, [number], Stop))
        {
            number.Append(1);
            await output.WriteAsync([number], Stop);
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => ParquetInput.OpenAsync(Path, null, Stop));
    }

    [Fact]
    public async Task Nobody_can_read_a_file_that_was_abandoned_in_a_row_group()
    {
        await using (var output = await ParquetOutput.CreateAsync(Path, [number, text], Stop))
        {
            number.Append(1);
            text.Append("one");
            await output.WriteAsync([number, text], Stop);
            await Assert.ThrowsAsync<OperationCanceledException>(() => output.WriteAsync([number, text], new CancellationToken(canceled: true)));
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => ParquetInput.OpenAsync(Path, null, Stop));
    }

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("-5", 2, "-0.05")]
    [InlineData("1250", 2, "12.50")]
    [InlineData("99999999999999999999999999999999999999", 38, "0.99999999999999999999999999999999999999")]
    public void Shows_a_decimal_with_every_digit(string unscaled, int scale, string text) =>
        Assert.Equal(text, Decimal(unscaled, scale).ToString());

    [Theory]
    [InlineData(3, "-12.500")]
    [InlineData(2, "-12.50")]
    [InlineData(0, "-12")]
    public void Gives_a_decimal_another_scale(int scale, string text) => Assert.Equal(text, Decimal("-1250", 2).At(scale).ToString());

    private async Task<ParquetOutput> WriteAsync(params string[] values)
    {
        var output = await ParquetOutput.CreateAsync(Path, [text], Stop);
        foreach (var value in values)
        {
            text.Append(value);
        }

        await output.WriteAsync([text], Stop);
        await output.CompleteAsync();
        return output;
    }

    private static UnscaledDecimal Decimal(string unscaled, int scale) => new(BigInteger.Parse(unscaled, null), scale);

    private static ColumnBuffer Buffer(string name, ColumnKind kind) =>
        ColumnBuffer.For(new ContractColumn { Id = name, Name = name, Type = new ColumnType(kind) });
}
