using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

/// <summary>
/// Some writers put a whole row group's column into one page of up to a hundred megabytes. Such pages of all columns do not fit
/// in memory at once.
/// </summary>
public sealed class LargePageTests : IDisposable
{
    private const int Rows = 60_000;

    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder spilled = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => folder["large.parquet"];

    public void Dispose()
    {
        folder.Dispose();
        spilled.Dispose();
    }

    /// <summary>The columns have pages of numbers and texts, with and without nulls, and small and large dictionaries.</summary>
    [Theory]
    [InlineData("snappy", "V1")]
    [InlineData("zstd", "V1")]
    [InlineData("uncompressed", "V1")]
    [InlineData("snappy", "V2")]
    public async Task Pages_that_have_no_room_in_memory_are_read_as_the_others_are(string compression, string version)
    {
        FileQuery.Rows($"""
            copy (
                select
                    i::bigint as id,
                    random() as ratio,
                    case when i % 7 = 0 then null else i * 3 end as gaps,
                    if(i < {Rows} / 2, null, md5(i::varchar)) as late,
                    'name ' || (hash(i) % 5) as few,
                    'a longer name, that comes about ten times: ' || (hash(i) % 6000) as many,
                    (hash(i) % 6000)::double / 7 as repeated,
                    if(i % 3 = 0, null, repeat(chr(97 + (i % 26)::int), (hash(i) % 90)::int)) as text,
                    i::decimal(30, 3) as wide,
                    uuid() as u,
                    i % 2 = 0 as even,
                    if(i % 1000 = 0, repeat('x', 40000), '') as seldom
                from range({Rows}) t(i)
            ) to '{Path}' (format parquet, row_group_size {Rows / 2}, compression {compression}, parquet_version {version}, dictionary_size_limit 10000)
            """);

        var expected = await ReadAsync(null, long.MaxValue);
        var large = await ReadAsync(spilled.Root, 0);
        var some = await ReadAsync(spilled.Root, 3 << 20);

        Assert.Equal(Rows, expected.Count);
        Assert.Equal(expected, large);
        Assert.Equal(expected, some);
    }

    [Fact]
    public async Task What_waits_on_disk_is_gone_when_the_file_is_closed_or_the_process_is_killed()
    {
        FileQuery.Rows($"copy (select random() as a, random() as b from range({Rows})) to '{Path}' (format parquet)");
        await using (var input = await ParquetInput.OpenAsync(Path, spilled.Root, 0, Stop))
        {
            Assert.Equal(100, input.Read(input.Columns[0]).Read(100).Rows);
            Assert.Equal(OperatingSystem.IsWindows() ? 1 : 0, Directory.GetFiles(spilled.Root).Length);
        }

        Assert.Empty(Directory.GetFiles(spilled.Root));
    }

    [Fact]
    public void What_waits_on_disk_takes_the_place_of_what_has_been_read()
    {
        using var file = new SpillFile(spilled.Root);
        var queue = new SpillQueue(file);
        var bytes = new byte[SpillFile.PieceBytes / 3];
        for (var round = 0; round < 100; round++)
        {
            bytes.AsSpan().Fill((byte)round);
            queue.Add(bytes);
            queue.Add(bytes);
            var (one, two) = (new byte[bytes.Length + 5], new byte[bytes.Length - 5]);
            queue.Take(one);
            queue.Take(two);
            Assert.All([.. one, .. two], b => Assert.Equal((byte)round, b));
        }

        Assert.InRange(file.Take(), 0, 2);
    }

    [Theory]
    [InlineData(700, 5_991)]
    [InlineData(12, PartWriter.RowsPerGroup)]
    public void A_row_group_of_many_columns_has_fewer_rows(int columns, int rows) =>
        Assert.Equal(rows, ParquetOutput.RowsPerGroup(Doubles(columns)));

    [Fact]
    public async Task Rows_of_many_columns_are_written_in_row_groups_of_bounded_size()
    {
        var columns = Doubles(3000);
        foreach (var column in columns.Cast<ValueColumn<double>>())
        {
            for (var row = 0; row < 2000; row++)
            {
                column.Append(row);
            }
        }

        await using (var output = await ParquetOutput.CreateAsync(Path, columns, Stop))
        {
            await output.WriteAsync(columns, Stop);
            await output.CompleteAsync();
        }

        Assert.Equal(
            ["1398", "602"],
            FileQuery.Rows($"select distinct row_group_num_rows from parquet_metadata('{Path}') order by row_group_num_rows desc"));
    }

    private static ColumnBuffer[] Doubles(int columns) =>
        [.. Enumerable.Range(0, columns).Select(i => ColumnBuffer.For(new ContractColumn { Id = $"c{i}", Name = $"d{i}", Type = new ColumnType(ColumnKind.Double) }))];

    private async Task<List<string>> ReadAsync(string? spillFolder, long sharedBytes)
    {
        await using var input = await ParquetInput.OpenAsync(Path, spillFolder, sharedBytes, Stop);
        var columns = input.Columns.Select(c => Values(input.Read(c)).GetEnumerator()).ToList();
        var rows = new List<string>();
        // Row by row, like a gate: each column is at another place in its pages.
        while (columns.TrueForAll(c => c.MoveNext()))
        {
            rows.Add(string.Join('|', columns.Select(c => c.Current)));
        }

        return rows;
    }

    private static IEnumerable<string> Values(ParquetColumnReader reader)
    {
        while (reader.Read(777) is { Rows: > 0 } batch)
        {
            for (var row = 0; row < batch.Rows; row++)
            {
                var value = batch.ValueOf(row);
                yield return batch.IsNull(row) ? "null"
                    : batch.HasLongs ? batch.Longs[value].ToString(CultureInfo.InvariantCulture)
                    : batch.Column.Kind is ParquetKind.Floating ? batch.Doubles[value].ToString("R", CultureInfo.InvariantCulture)
                    : Convert.ToHexString(batch.Bytes(value));
            }
        }
    }
}
