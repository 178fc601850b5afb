using System.Diagnostics;
using System.IO.Compression;
using DataShare.Lake;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files with false claims. Each is refused with a reason, quickly and with little memory.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class HostileParquetTests
{
    private const long FewBytes = 200L << 20;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly byte[] Seven = BitConverter.GetBytes(7L);

    private static readonly HandmadeParquet Whole = new() { Page = Seven };

    private static readonly HandmadeParquet Texts = new()
    {
        Type = ParquetType.ByteArray,
        Converted = 0,
        Page = [1, 0, 0, 0, (byte)'a'],
    };

    [Fact]
    public async Task A_valid_file_lands()
    {
        await LandsAsync(Whole, "logicalType: integer", "7");
        await LandsAsync(Texts, "logicalType: string", "a");
    }

    [Fact]
    public async Task A_page_with_a_wrong_checksum()
    {
        const uint checksumOfSeven = 0x6FE7D670;
        await LandsAsync(Whole with { Checksum = checksumOfSeven }, "logicalType: integer", "7");
        await RefusedAsync(Whole with { Checksum = checksumOfSeven + 1 }, "its checksum differs");
    }

    [Fact]
    public Task A_footer_with_a_number_without_end() =>
        RefusedAsync(Whole with { Footer = [0x15, .. Enumerable.Repeat((byte)0xFF, 64)] }, "a number in its metadata has no end");

    [Fact]
    public Task A_footer_that_ends_in_a_number() =>
        RefusedAsync(Whole with { Footer = [0x15, 0xFF] }, "its metadata is truncated");

    [Fact]
    public Task A_footer_of_lists_in_lists_a_million_deep() =>
        RefusedAsync(Whole with { Footer = [0xF9, .. Enumerable.Repeat((byte)0x19, 1_000_000)] }, "its metadata is nested too deeply");

    [Fact]
    public Task A_footer_of_structs_in_structs_a_million_deep() =>
        RefusedAsync(Whole with { Footer = [.. Enumerable.Repeat((byte)0xFC, 1_000_000)] }, "its metadata is nested too deeply");

    [Fact]
    public Task A_footer_with_two_billion_row_groups() =>
        RefusedAsync(Whole with { Footer = [0x49, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07] }, "its metadata is truncated");

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    public Task A_footer_of_an_impossible_length(int bytes) =>
        RefusedAsync(Whole with { FooterBytes = bytes }, "its footer claims");

    [Fact]
    public Task A_schema_of_more_columns_than_anybody_has() =>
        RefusedAsync(Whole with { Footer = Columns(200_000) }, "it has 200,001 columns, more than 100,000");

    [Fact]
    public Task A_schema_of_groups_in_groups_where_the_library_would_end_the_process() =>
        RefusedAsync(Whole with { Footer = Groups(90_000) }, "its schema has more than 100 levels");

    [Fact]
    public Task A_schema_that_is_there_twice() =>
        RefusedAsync(Whole with { Footer = [.. Columns(0)[..^1], .. Columns(0)[1..]] }, "its metadata");

    [Fact]
    public Task Row_groups_that_take_much_more_in_memory_than_in_the_file() =>
        RefusedAsync(Whole with { Footer = RowGroups(1_000_000) }, "it has 1,000,000 row groups of 1 columns, which are more than 500,000 together");

    [Theory]
    [InlineData(1L << 60)]
    [InlineData(-1L)]
    public Task A_row_group_of_an_impossible_number_of_rows(long rows) =>
        RefusedAsync(Whole with { GroupRows = rows }, "a row group has an invalid number of rows");

    [Fact]
    public Task More_rows_in_the_footer_than_in_the_row_groups() =>
        RefusedAsync(Whole with { FileRows = 2 }, "its footer says 2 rows, but its row groups have 1");

    [Fact]
    public Task More_rows_than_there_are_pages_for() =>
        RefusedAsync(Whole with { GroupRows = 1_000_000_000 }, "its metadata is truncated");

    [Theory]
    [InlineData(1L << 40, null)]
    [InlineData(-5L, null)]
    [InlineData(null, 1L << 40)]
    [InlineData(null, -5L)]
    public Task Pages_that_are_not_in_the_file(long? offset, long? bytes) =>
        RefusedAsync(Whole with { ChunkOffset = offset, ChunkBytes = bytes }, "lies outside the file's pages");

    [Theory]
    [InlineData(int.MaxValue, "has 2047 MiB, more than 256")]
    [InlineData(-1, "does not fit into the column")]
    [InlineData(9, "is not compressed, but its header gives two sizes")]
    public Task A_page_that_unpacks_to_another_number_of_bytes(int bytes, string reason) =>
        RefusedAsync(Whole with { PageUnpacked = bytes }, reason);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public Task A_page_longer_than_its_column(int bytes) =>
        RefusedAsync(Whole with { PagePacked = bytes }, "does not fit into the column");

    [Theory]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public Task A_page_of_more_values_than_there_are_rows(int values) =>
        RefusedAsync(Whole with { PageValues = values }, "has more values than the row group has rows");

    [Fact]
    public Task A_page_without_values() => RefusedAsync(Whole with { PageValues = 0 }, "its metadata is truncated");

    [Theory]
    [InlineData(int.MaxValue, "Unexpected end of stream")]
    [InlineData(-1, "Invalid BYTE_ARRAY value")]
    public Task A_text_longer_than_its_page(int length, string reason) =>
        RefusedAsync(Texts with { Page = [.. BitConverter.GetBytes(length), (byte)'a'] }, $"column 'v' of row group 0: {reason}");

    [Fact]
    public Task A_page_that_gzip_makes_a_gigabyte_of() =>
        RefusedAsync(Whole with { Codec = 2, Page = Zeros(1 << 30), PageUnpacked = 8 }, "GZipCodec failed");

    [Theory]
    [InlineData(1, "Invalid: Output buffer size (20971520) must be 4294967295 or larger")]
    [InlineData(2, "GZipCodec failed: incorrect header check")]
    [InlineData(4, "Corrupt brotli compressed data")]
    [InlineData(5, "Corrupt Lz4 compressed data")]
    [InlineData(6, "ZSTD decompression failed")]
    [InlineData(7, "Corrupt Lz4 compressed data")]
    public Task A_page_that_is_not_packed_as_the_footer_says(int codec, string reason) =>
        RefusedAsync(
            Whole with { Codec = codec, Page = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 2, 3], PageUnpacked = 20 << 20 },
            $"column 'v' of row group 0: {reason}");

    [Theory]
    [InlineData(3, "is compressed with LZO")]
    [InlineData(99, "is compressed with number 99")]
    public Task A_packing_that_is_not_read(int codec, string reason) => RefusedAsync(Whole with { Codec = codec }, reason);

    [Theory]
    [InlineData(4, "has the encoding BitPacked")]
    [InlineData(77, "has the encoding 77")]
    [InlineData(6, "a page has blocks of an invalid size")]
    [InlineData(8, "Dictionary page must be before data page")]
    public Task An_encoding_that_is_not_read(int encoding, string reason) =>
        RefusedAsync(Whole with { Encoding = (PageEncoding)encoding }, reason);

    [Fact]
    public Task Levels_in_the_encoding_that_the_format_has_deprecated() =>
        RefusedAsync(
            Whole with { IsOptional = true, LevelEncoding = PageEncoding.BitPacked, Page = [0x80, .. Seven] },
            "column 'v' has levels in the encoding BitPacked");

    [Fact]
    public Task A_place_beyond_the_dictionary() =>
        RefusedAsync(
            Whole with { Dictionary = Seven, Encoding = PageEncoding.RleDictionary, Page = [2, 2, 3] },
            "column 'v' of row group 0: Unexpected end of stream");

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(2)]
    public Task A_dictionary_of_more_values_than_it_has(int values) =>
        RefusedAsync(
            Whole with { Dictionary = Seven, DictionaryValues = values, Encoding = PageEncoding.RleDictionary, Page = [0] },
            "fewer values than its header says");

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(2)]
    public Task A_dictionary_of_more_texts_than_it_has(int values) =>
        RefusedAsync(
            Texts with { Dictionary = Texts.Page, DictionaryValues = values, Encoding = PageEncoding.RleDictionary, Page = [0] },
            "fewer values than its header says");

    [Fact]
    public Task Levels_beyond_the_highest() =>
        RefusedAsync(
            Whole with { IsOptional = true, Page = [2, 0, 0, 0, 2, 5, .. Seven] },
            "column 'v' of row group 0: Malformed levels. min: 5 max: 5 out of range.  Max Level: 1");

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public Task Levels_longer_than_their_page(int bytes) =>
        RefusedAsync(Whole with { IsOptional = true, Page = [.. BitConverter.GetBytes(bytes), .. Seven] }, "Received invalid number of bytes (corrupt data page?)");

    [Fact]
    public Task Levels_of_more_values_than_there_are() =>
        RefusedAsync(Whole with { IsOptional = true, Page = [2, 0, 0, 0, 2, 1] }, "Unexpected end of stream");

    [Theory]
    [InlineData(new byte[] { 0x80, 0x01, 0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0 }, "InitHeader EOF")]
    [InlineData(new byte[] { 0x00, 0x04, 0x01, 0 }, "cannot have zero value per block")]
    [InlineData(new byte[] { 0x80, 0x01, 0x00, 0x01, 0 }, "cannot have zero miniblock per block")]
    [InlineData(new byte[] { 0x80, 0x01, 0x03, 0x01, 0 }, "the number of values in a miniblock must be multiple of 32")]
    public Task Differences_in_blocks_of_an_impossible_size(byte[] page, string reason) =>
        RefusedAsync(Whole with { Encoding = PageEncoding.DeltaBinaryPacked, Page = page }, reason);

    [Fact]
    public Task Differences_that_end_too_soon() =>
        RefusedAsync(
            Whole with { Rows = 100, Encoding = PageEncoding.DeltaBinaryPacked, Page = [0x80, 0x01, 0x04, 100, 0, 0, 64, 64, 64, 64] },
            "Unexpected end of stream");

    [Theory]
    [InlineData((int)PageEncoding.DeltaLengthByteArray)]
    [InlineData((int)PageEncoding.DeltaByteArray)]
    public Task Two_billion_lengths_in_a_few_bytes(int encoding) =>
        RefusedAsync(
            Texts with { Encoding = (PageEncoding)encoding, Page = [0x80, 0x01, 0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0, 0, 0, 0, 0] },
            "a page has more values than its header says");

    [Theory]
    [InlineData((int)PageEncoding.DeltaLengthByteArray, "33,554,432")]
    [InlineData((int)PageEncoding.DeltaByteArray, "8,388,608")]
    public Task Two_billion_lengths_for_as_many_rows(int encoding, string most) =>
        RefusedAsync(
            Texts with { Rows = int.MaxValue, Encoding = (PageEncoding)encoding, Page = [0x80, 0x01, 0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0, 0, 0, 0, 0] },
            $"a page has 2,147,483,647 values, more than {most} in this encoding");

    [Fact]
    public Task A_packed_page_of_lengths_that_does_not_unpack() =>
        RefusedAsync(
            Texts with { Codec = 1, PageUnpacked = 100, Encoding = PageEncoding.DeltaLengthByteArray, Page = [100, 0xFF, 0xFF] },
            "a page of column 'v': Corrupt snappy compressed data");

    [Fact]
    public Task Texts_that_each_add_a_byte_to_the_one_before()
    {
        // Each value is longer than the one before: 4,096 rows at once would take 3 GB.
        const int rows = 40_000;
        var page = new ByteBuffer();
        DeltaEncoder.Write(page, [.. Enumerable.Range(0, rows).Select(i => (long)i)]);
        DeltaEncoder.Write(page, [.. Enumerable.Repeat(1L, rows)]);
        page.Add(rows).Fill((byte)'x');
        return RefusedAsync(
            Texts with { Rows = rows, Encoding = PageEncoding.DeltaByteArray, Page = page.Written.ToArray() },
            "unpacks to more than 250 times its size");
    }

    [Fact]
    public Task Texts_that_each_repeat_the_one_before()
    {
        // Each of a million values repeats the one before, of 60 MB: a few bytes encode terabytes.
        var page = new ByteBuffer();
        DeltaEncoder.Write(page, [0, .. Enumerable.Repeat(60_000_000L, 999_999)]);
        DeltaEncoder.Write(page, [60_000_000, .. Enumerable.Repeat(0L, 999_999)]);
        page.Add(60_000_000).Fill((byte)'x');
        return RefusedAsync(
            Texts with { Rows = 1_000_000, Encoding = PageEncoding.DeltaByteArray, Page = page.Written.ToArray() },
            "a few values unpack to");
    }

    [Fact]
    public Task A_billion_nulls_in_a_few_bytes()
    {
        var levels = new ByteBuffer();
        HybridEncoder.WriteRun(levels, 0, 1_000_000_000, 1);
        return RefusedAsync(
            Whole with { IsOptional = true, Rows = 1_000_000_000, Page = [.. BitConverter.GetBytes(levels.Length), .. levels.Written] },
            "unpacks to more than 250 times its size");
    }

    [Fact]
    public Task A_long_text_that_a_million_rows_have()
    {
        var page = new ByteBuffer();
        page.Add(1);
        HybridEncoder.WriteRun(page, 0, 1_000_000, 1);
        return RefusedAsync(
            Texts with
            {
                Rows = 1_000_000,
                Dictionary = [.. BitConverter.GetBytes(100_000), .. Enumerable.Repeat((byte)'x', 100_000)],
                DictionaryValues = 1,
                Encoding = PageEncoding.RleDictionary,
                Page = page.Written.ToArray(),
            },
            "unpacks to more than 250 times its size");
    }

    [Theory]
    [InlineData(1_000_000_000, 1_000_000_000)]
    [InlineData(9, -1)]
    [InlineData(9, 10)]
    [InlineData(0, 0)]
    public Task Decimals_of_impossible_digits(int precision, int scale) =>
        RefusedAsync(Whole with { Converted = 5, Precision = precision, Scale = scale }, $"a decimal of {precision} digits");

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public Task Values_of_an_impossible_length(int length) =>
        RefusedAsync(Whole with { Type = ParquetType.FixedLenByteArray, TypeLength = length }, FormattableString.Invariant($"is values of {length:N0} bytes each in the file"));

    private static async Task LandsAsync(HandmadeParquet file, string type, string value)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}"));

        await inbox.IngestAsync<Landed>("a.parquet", file.ToBytes());

        Assert.Equal([value], inbox.Rows("select v from lake"));
    }

    private static async Task RefusedAsync(HandmadeParquet file, string reason)
    {
        var type = file.Type is ParquetType.Int64 && file.Converted is null ? "logicalType: integer"
            : file.Converted == 5 ? "logicalType: number, physicalType: 'decimal(18,2)'" : "logicalType: string";
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}"));
        var bytes = file.ToBytes();
        var peak = new PeakMemory();
        var started = Stopwatch.GetTimestamp();

        var outcome = await inbox.IngestAsync<Quarantined>("a.parquet", bytes);

        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        Assert.InRange(peak.Bytes, 0, FewBytes + (4L * bytes.Length));
        Assert.Equal(-1, inbox.Log().Version);
        Assert.Empty(inbox.Claims);
    }

    private static byte[] Zeros(int bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            var zeros = new byte[1 << 20];
            for (var left = bytes; left > 0; left -= zeros.Length)
            {
                gzip.Write(zeros);
            }
        }

        return packed.ToArray();
    }

    private static byte[] Groups(int depth)
    {
        var footer = new ByteBuffer();
        var output = new ThriftOutput(footer);
        output.List(2, ThriftType.Struct, depth + 1);
        for (var i = 0; i < depth; i++)
        {
            output.Begin();
            output.Text(4, "g");
            output.Int32(5, 1);
            output.End();
        }

        output.Begin();
        output.Int32(1, (int)ParquetType.Int64);
        output.Text(4, "v");
        output.End();
        output.Int64(3, 0);
        output.Stop();
        return footer.Written.ToArray();
    }

    private static byte[] RowGroups(int count)
    {
        var footer = new ByteBuffer();
        var output = new ThriftOutput(footer);
        output.List(2, ThriftType.Struct, 2);
        output.Begin();
        output.Text(4, "root");
        output.Int32(5, 1);
        output.End();
        output.Begin();
        output.Int32(1, (int)ParquetType.Int64);
        output.Text(4, "v");
        output.End();
        output.Int64(3, 0);
        output.List(4, ThriftType.Struct, count);
        for (var i = 0; i < count; i++)
        {
            output.Begin();
            output.Int64(3, 0);
            output.End();
        }

        output.Stop();
        return footer.Written.ToArray();
    }

    private static byte[] Columns(int count)
    {
        var footer = new ByteBuffer();
        var output = new ThriftOutput(footer);
        output.List(2, ThriftType.Struct, count + 1);
        for (var i = 0; i <= count; i++)
        {
            output.Begin();
            output.Text(4, "c");
            output.End();
        }

        output.Stop();
        return footer.Written.ToArray();
    }
}
