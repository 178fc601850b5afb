using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Parquet;
using Xunit;

namespace DataShare.Tests.Lake;

/// <summary>Pages and row groups stay small, whatever the values are, and every reader reads the same values.</summary>
public sealed class ParquetPageTests : IDisposable
{
    private const int PageBytes = 1 << 20;
    private const int GroupBytes = 16 << 20;

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => folder["out.parquet"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ColumnKind.String, 20_000, 1400)]
    [InlineData(ColumnKind.String, 300, 100_000)]
    [InlineData(ColumnKind.String, 20, 3_000_000)]
    [InlineData(ColumnKind.Binary, 20_000, 1400)]
    [InlineData(ColumnKind.Binary, 20, 3_000_000)]
    public async Task A_column_of_long_values_has_pages_and_row_groups_of_bounded_size(ColumnKind kind, int rows, int bytes)
    {
        await WriteAsync(kind, rows, bytes);

        var pages = await WrittenPage.OfAsync(Path, Stop);
        Assert.All(pages, p => Assert.True(p.Bytes <= PageBytes + 100 || p.Values == 1, p.ToString()));
        Assert.All(pages.GroupBy(p => p.Group), g => Assert.True(g.Sum(p => p.Bytes) <= GroupBytes + PageBytes, $"row group {g.Key}"));
        Assert.Equal(rows, pages.Where(p => !p.IsDictionary).Sum(p => p.Values));
        Assert.Equal(
            [$"{rows}|{(long)rows * bytes}|{rows}"],
            FileQuery.Rows($"select count(*), sum(octet_length(x::blob)), count(distinct x) from '{Path}'"));
    }

    [Fact]
    public async Task Numbers_of_a_row_group_stay_few_pages()
    {
        var number = (ValueColumn<long>)Buffer(ColumnKind.Int64);
        for (var row = 0; row < PartWriter.RowsPerGroup; row++)
        {
            number.Append(row);
        }

        await WriteAsync(number);

        Assert.InRange((await WrittenPage.OfAsync(Path, Stop)).Count, 1, 7);
    }

    [Fact]
    public async Task Rows_of_more_than_one_row_group_become_several()
    {
        var text = (TextColumn)Buffer(ColumnKind.String);
        for (var row = 0; row < (2 * PartWriter.RowsPerGroup) + 5; row++)
        {
            text.Append($"value {row / PartWriter.RowsPerGroup}");
        }

        await WriteAsync(text);

        Assert.Equal(
            [$"0|{PartWriter.RowsPerGroup}|value 0|value 0", $"1|{PartWriter.RowsPerGroup}|value 1|value 1", "2|5|value 2|value 2"],
            FileQuery.Rows($"select row_group_id, num_values, stats_min_value, stats_max_value from parquet_metadata('{Path}') order by 1"));
        // Each row group's dictionary has only the values of its rows.
        Assert.All((await WrittenPage.OfAsync(Path, Stop)).Where(p => p.IsDictionary), p => Assert.Equal(1, p.Values));
    }

    [Fact]
    public async Task Long_values_that_repeat_end_a_row_group_as_often_as_if_they_did_not()
    {
        var text = (TextColumn)Buffer(ColumnKind.String);
        for (var row = 0; row < 1000; row++)
        {
            text.Append(new string((char)('a' + (row % 3)), 100_000));
        }

        await WriteAsync(text);

        Assert.Equal(["6|167|1000"], FileQuery.Rows($"select count(*), max(num_values), sum(num_values) from parquet_metadata('{Path}')"));
    }

    /// <summary>Each number is a value's length, -1 for null. Long values are rare, so that row groups end at any place.</summary>
    [Fact]
    public Task Every_reader_finds_what_was_written() =>
        Gen.Frequency((1, Gen.Const(-1)), (8, Gen.Int[0, 200]), (3, Gen.Int[0, 60_000]), (1, Gen.Int[900_000, 3_000_000]))
            .Array[1, 120]
            .SampleAsync(
                async lengths =>
                {
                    var text = (TextColumn)Buffer(ColumnKind.String, "t");
                    var bytes = (BinaryColumn)Buffer(ColumnKind.Binary, "b");
                    var wide = (WideDecimalColumn)ColumnBuffer.For(new ContractColumn { Id = "d", Name = "d", Type = ColumnType.Decimal(38, 0) });
                    foreach (var (row, length) in lengths.Index())
                    {
                        if (Text(row, length) is not { } value)
                        {
                            text.AppendNull();
                            bytes.AppendNull();
                            wide.AppendNull();
                            continue;
                        }

                        text.Append(value);
                        bytes.Append(Encoding.UTF8.GetBytes(value));
                        wide.Append(new BigInteger(length));
                    }

                    await WriteAsync(text, bytes, wide);

                    var expected = lengths.Select((length, row) => Text(row, length)).ToList();
                    Assert.Equal(expected, await OwnAsync());
                    Assert.Equal(expected, await ParquetNetAsync());
                    Assert.Equal(
                        lengths.Select((length, row) => length < 0 ? "||" : $"{Text(row, length)!.GetHashCode(StringComparison.Ordinal)}|{length}|True"),
                        FileQuery.Rows($"select t, d::bigint, b = encode(t) from read_parquet('{Path}', file_row_number = true) order by file_row_number")
                            .Select(r => r.Split('|')).Select(r => r[0].Length == 0 && r[1].Length == 0 ? "||" : $"{r[0].GetHashCode(StringComparison.Ordinal)}|{r[1]}|{r[2]}"));
                },
                iter: 25,
                threads: 1);

    private static string? Text(int row, int length) => length < 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"{row}").PadRight(length, (char)('a' + (length % 26)))[..length];

    private async Task<IReadOnlyList<string?>> OwnAsync()
    {
        await using var input = await ParquetInput.OpenAsync(Path, null, Stop);
        var column = input.Read(input.Columns[0]);
        var values = new List<string?>();
        for (var batch = column.Read(7); batch.Rows > 0; batch = column.Read(7))
        {
            for (var row = 0; row < batch.Rows; row++)
            {
                values.Add(batch.IsNull(row) ? null : Encoding.UTF8.GetString(batch.Bytes(batch.ValueOf(row))));
            }
        }

        return values;
    }

    private async Task<IReadOnlyList<string?>> ParquetNetAsync()
    {
        await using var stream = File.OpenRead(Path);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: Stop);
        var values = new List<string?>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var column = new string?[rows.RowCount];
            await rows.ReadAsync(reader.Schema.GetDataFields()[0], column.AsMemory(), null, Stop);
            values.AddRange(column);
        }

        return values;
    }

    private async Task WriteAsync(ColumnKind kind, int rows, int bytes)
    {
        var column = Buffer(kind);
        for (var row = 0; row < rows; row++)
        {
            var value = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row}").PadRight(bytes, 'x'));
            (column as TextColumn)?.Append(value.AsSpan());
            (column as BinaryColumn)?.Append(value);
        }

        await WriteAsync(column);
    }

    private async Task WriteAsync(params ColumnBuffer[] columns)
    {
        await using var output = await ParquetOutput.CreateAsync(Path, columns, Stop);
        await output.WriteAsync(columns, Stop);
        await output.CompleteAsync();
    }

    private static ColumnBuffer Buffer(ColumnKind kind, string name = "x") =>
        ColumnBuffer.For(new ContractColumn { Id = name, Name = name, Type = new ColumnType(kind) });
}
