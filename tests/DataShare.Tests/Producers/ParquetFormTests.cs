using System.Buffers.Binary;
using System.Numerics;
using DataShare.Lake;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Forms that other writers write, or wrote years ago.</summary>
public sealed class ParquetFormTests
{
    private const string Decimal = "logicalType: number, physicalType: 'decimal(9,2)'";
    private const string Local = "logicalType: timestamp, logicalTypeOptions: {timezone: false}";

    [Theory]
    [InlineData(9, 1_769_850_000_123L, "2026-01-31 09:00:00.123")]
    [InlineData(10, 1_769_850_000_123_456L, "2026-01-31 09:00:00.123456")]
    public async Task Timestamps_of_older_writers_have_a_time_zone_or_none(int converted, long count, string expected)
    {
        var file = new HandmadeParquet { Converted = converted, Page = BitConverter.GetBytes(count) };

        await LandsAsync(file, Local, expected);
        await LandsAsync(file, "logicalType: timestamp", expected + "+00");
    }

    [Theory]
    [InlineData(2_461_072, 32_400_123_456_000L, "2026-01-31 09:00:00.123456")]
    [InlineData(2_440_588, 0L, "1970-01-01 00:00:00")]
    [InlineData(2_378_497, 0L, "1800-01-01 00:00:00")]
    public Task Timestamps_of_96_bits(int julianDay, long nanoseconds, string expected) =>
        LandsAsync(Int96(julianDay, nanoseconds), Local, expected);

    [Theory]
    [InlineData(2_461_072, 1L, "2026-01-31T00:00:00.000000001")]
    [InlineData(int.MaxValue, 0L, "185331720297600 seconds since 1970-01-01")]
    public Task A_timestamp_of_96_bits_that_no_contract_can_express_rejects_its_row(int julianDay, long nanoseconds, string shown) =>
        RejectsAsync(Int96(julianDay, nanoseconds), Local, shown);

    [Theory]
    [InlineData(1, long.MaxValue, "9223372036854775 seconds since 1970-01-01")]
    [InlineData(2, long.MinValue, "-9223372036855 seconds since 1970-01-01")]
    [InlineData(3, 1_769_850_000_123_456_789L, "2026-01-31T09:00:00.123456789Z")]
    public Task A_timestamp_that_no_contract_can_express_rejects_its_row(int unit, long count, string shown) =>
        RejectsAsync(
            new HandmadeParquet
            {
                Logical = LogicalMark.Of(LogicalMark.Timestamp) with { IsUtc = true, Unit = unit },
                Page = BitConverter.GetBytes(count),
            },
            "logicalType: timestamp",
            shown);

    [Fact]
    public Task Nanoseconds_that_are_whole_microseconds() =>
        LandsAsync(
            new HandmadeParquet
            {
                Logical = LogicalMark.Of(LogicalMark.Timestamp) with { Unit = 3 },
                Page = BitConverter.GetBytes(1_769_850_000_123_456_000L),
            },
            Local,
            "2026-01-31 09:00:00.123456");

    [Theory]
    [InlineData(ParquetTypes.Int32, 0)]
    [InlineData(ParquetTypes.Int64, 0)]
    [InlineData(ParquetTypes.ByteArray, 0)]
    [InlineData(ParquetTypes.FixedLenByteArray, 5)]
    [InlineData(ParquetTypes.FixedLenByteArray, 16)]
    public async Task Decimals_in_every_type_that_holds_them(int type, int length)
    {
        foreach (var unscaled in new[] { 0, 1, -1, 12_345, -12_345, 999_999_999 })
        {
            await LandsAsync(DecimalOf((ParquetType)type, length, unscaled), Decimal, $"{unscaled / 100m:0.00}");
        }
    }

    [Fact]
    public Task A_decimal_of_more_bytes_than_any_contract_has_digits_for() =>
        RejectsAsync(
            DecimalOf(ParquetType.FixedLenByteArray, 40, BigInteger.Pow(10, 80)) with { Precision = 76 },
            Decimal,
            "1" + new string('0', 78) + "…");

    [Theory]
    [InlineData(0, "text")]
    [InlineData(4, "text")]
    [InlineData(19, "text")]
    [InlineData(20, "text")]
    [InlineData(null, "text")]
    public Task Texts_with_the_marks_of_older_writers_and_without_any(int? converted, string text) =>
        LandsAsync(
            new HandmadeParquet { Type = ParquetType.ByteArray, Converted = converted, Page = [4, 0, 0, 0, .. "text"u8] },
            "logicalType: string",
            text);

    [Fact]
    public Task Floating_point_numbers_of_16_bits() =>
        LandsAsync(
            new HandmadeParquet
            {
                Type = ParquetType.FixedLenByteArray,
                TypeLength = 2,
                Logical = LogicalMark.Of(LogicalMark.Half),
                Page = BitConverter.GetBytes((Half)1.5),
            },
            "logicalType: number",
            "1.5");

    [Fact]
    public Task Booleans_in_runs() =>
        LandsAsync(
            new HandmadeParquet { Type = ParquetType.Boolean, Encoding = PageEncoding.Rle, Page = [2, 0, 0, 0, 2, 1] },
            "logicalType: boolean",
            "true");

    [Theory]
    [InlineData(13, "4294967295")]
    [InlineData(17, "-1")]
    [InlineData(null, "-1")]
    public Task Whole_numbers_with_a_sign_and_without(int? converted, string expected) =>
        LandsAsync(
            new HandmadeParquet { Type = ParquetType.Int32, Converted = converted, Page = [0xFF, 0xFF, 0xFF, 0xFF] },
            "logicalType: integer",
            expected);

    [Fact]
    public Task A_schema_whose_root_has_a_type() =>
        LandsAsync(new HandmadeParquet { RootType = ParquetType.Boolean, Page = BitConverter.GetBytes(7L) }, "logicalType: integer", "7");

    [Fact]
    public async Task Columns_whose_bytes_do_not_count_the_header_of_their_dictionary()
    {
        var file = new HandmadeParquet
        {
            Dictionary = BitConverter.GetBytes(7L),
            DictionaryValues = 1,
            Encoding = PageEncoding.RleDictionary,
            Page = [1, 2, 0],
            Writer = "parquet-mr version 1.2.8",
        };

        await LandsAsync(file, "logicalType: integer", "7");
        await LandsAsync(file with { ChunkBytes = file.PagesBytes - file.DictionaryHeaderBytes }, "logicalType: integer", "7");
    }

    [Fact]
    public Task A_file_of_lz4_blocks_in_the_frames_of_hadoop() =>
        LandsAsync(
            new HandmadeParquet
            {
                Codec = 5,
                PageUnpacked = 8,
                // A block of eight uncompressed bytes.
                Page = [0, 0, 0, 8, 0, 0, 0, 9, 0x80, .. BitConverter.GetBytes(7L)],
            },
            "logicalType: integer",
            "7");

    [Theory]
    [InlineData("compression brotli")]
    [InlineData("compression lz4_raw")]
    [InlineData("compression zstd, parquet_version v2")]
    [InlineData("compression uncompressed, parquet_version v2, dictionary_size_limit 1")]
    [InlineData("compression snappy, parquet_version v1, dictionary_size_limit 1")]
    [InlineData("compression gzip, parquet_version v2, row_group_size 2048")]
    public async Task Every_value_of_a_file_is_read_whatever_its_pages_are(string options)
    {
        string[] columns =
        [
            "name: id, logicalType: integer",
            "name: small, logicalType: integer, logicalTypeOptions: {format: i32}",
            "name: amount, logicalType: number, physicalType: 'decimal(18,2)'",
            "name: wide, logicalType: number, physicalType: 'decimal(38,4)'",
            "name: weight, logicalType: number",
            "name: day, logicalType: date",
            $"name: at, {Local}",
            "name: flag, logicalType: boolean",
            "name: few, logicalType: string",
            "name: many, logicalType: string",
            "name: bytes, logicalType: string, logicalTypeOptions: {format: binary}",
        ];
        const string rows = """
            select i as id, (i % 9 - 4)::integer as small, ((i * 7 - 30000) / 100)::decimal(18,2) as amount,
              (i * 1000003)::decimal(38,4) as wide, i / 7 as weight, date '2000-01-01' + (i % 9000)::integer as day,
              timestamp '1960-01-01' + to_microseconds(i * 1234567) as at, i % 3 = 0 as flag,
              case when i % 11 > 0 then 'few ' || (i % 5) end as few, case when i % 2 = 0 then 'many ' || i end as many,
              ('x' || i)::blob as bytes
            from range(20000) as r(i)
            """;
        using var inbox = new InboxFixture(new TestContract(columns));

        await ParquetLandingTests.Ingest<Landed>(inbox, rows, options);

        Assert.Equal("20000|0", inbox.Row($"select (select count(*) from lake), (select count(*) from (({rows}) except all (select * exclude (_load_id, _source_row) from lake)))"));
    }

    private static HandmadeParquet Int96(int julianDay, long nanoseconds)
    {
        var page = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(page, nanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(8), julianDay);
        return new HandmadeParquet { Type = ParquetType.Int96, Page = page };
    }

    private static HandmadeParquet DecimalOf(ParquetType type, int length, BigInteger unscaled)
    {
        var bytes = unscaled.ToByteArray(isBigEndian: true);
        byte[] sign = [.. Enumerable.Repeat(unscaled.Sign < 0 ? (byte)0xFF : (byte)0, Math.Max(0, length - bytes.Length))];
        byte[] page = type switch
        {
            ParquetType.Int32 => BitConverter.GetBytes((int)unscaled),
            ParquetType.Int64 => BitConverter.GetBytes((long)unscaled),
            ParquetType.ByteArray => [.. BitConverter.GetBytes(bytes.Length), .. bytes],
            _ => [.. sign, .. bytes],
        };
        return new HandmadeParquet { Type = type, TypeLength = length, Converted = 5, Precision = 9, Scale = 2, Page = page };
    }

    private static async Task LandsAsync(HandmadeParquet file, string type, string expected)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}"));

        await inbox.IngestAsync<Landed>("a.parquet", file.ToBytes());

        Assert.Equal([expected], inbox.Rows("select v from lake"));
    }

    private static async Task RejectsAsync(HandmadeParquet file, string type, string shown)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}") { OnViolation = "{maxRejectPercent: 100}" });

        var landed = await inbox.IngestAsync<Landed>("a.parquet", file.ToBytes());

        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal(("v", shown), (violation.Column, violation.Value));
    }

    private static class ParquetTypes
    {
        public const int Int32 = (int)ParquetType.Int32;
        public const int Int64 = (int)ParquetType.Int64;
        public const int ByteArray = (int)ParquetType.ByteArray;
        public const int FixedLenByteArray = (int)ParquetType.FixedLenByteArray;
    }
}
