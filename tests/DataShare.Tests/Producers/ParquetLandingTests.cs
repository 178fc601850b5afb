using DataShare.Producers;
using DataShare.Schemas;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class ParquetLandingTests
{
    /// <summary>Types of contracts, each with a type of files that cannot be read as it.</summary>
    public static TheoryData<string, string> ForeignTypes => new()
    {
        { "logicalType: integer", "varchar" },
        { "logicalType: integer", "double" },
        { "logicalType: number", "boolean" },
        { "logicalType: number, physicalType: 'decimal(9,2)'", "varchar" },
        { "logicalType: number, physicalType: 'decimal(38,2)'", "date" },
        { "logicalType: boolean", "integer" },
        { "logicalType: date", "integer" },
        { "logicalType: date", "timestamp" },
        { "logicalType: timestamp", "integer" },
        { "logicalType: timestamp", "varchar" },
        { "logicalType: timestamp, logicalTypeOptions: {timezone: false}", "blob" },
        { "logicalType: string", "integer" },
        { "logicalType: string", "uuid" },
        { "logicalType: string, logicalTypeOptions: {format: uuid}", "integer" },
        { "logicalType: string, logicalTypeOptions: {format: binary}", "decimal(30,2)" },
    };

    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i8}", "(-128)::tinyint", "-128")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i8}", "127::bigint", "127")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i16}", "255::utinyint", "255")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i16}", "(-32768)::smallint", "-32768")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i32}", "65535::usmallint", "65535")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i32}", "(-2147483648)::integer", "-2147483648")]
    [InlineData("logicalType: integer", "4294967295::uinteger", "4294967295")]
    [InlineData("logicalType: integer", "(-9223372036854775808)::bigint", "-9223372036854775808")]
    [InlineData("logicalType: integer", "9223372036854775807::ubigint", "9223372036854775807")]
    [InlineData("logicalType: number", "1.5::float", "1.5")]
    [InlineData("logicalType: number", "1e300::double", "1e+300")]
    [InlineData("logicalType: number", "7::integer", "7.0")]
    [InlineData("logicalType: number, physicalType: 'decimal(9,2)'", "-1.5::decimal(4,1)", "-1.50")]
    [InlineData("logicalType: number, physicalType: 'decimal(18,2)'", "1234567890123456.78::decimal(18,2)", "1234567890123456.78")]
    [InlineData("logicalType: number, physicalType: 'decimal(28,4)'", "123456789012345678901234.5678::decimal(28,4)", "123456789012345678901234.5678")]
    [InlineData("logicalType: number, physicalType: 'decimal(38,2)'", "-999999999999999999999999999999999999.99::decimal(38,2)", "-999999999999999999999999999999999999.99")]
    [InlineData("logicalType: number, physicalType: 'decimal(9,2)'", "1.500::decimal(38,3)", "1.50")]
    [InlineData("logicalType: number, physicalType: 'decimal(38,2)'", "1.5::decimal(4,1)", "1.50")]
    [InlineData("logicalType: number, physicalType: 'decimal(18,2)'", "-42::bigint", "-42.00")]
    [InlineData("logicalType: number, physicalType: 'decimal(38,0)'", "18446744073709551615::ubigint", "18446744073709551615")]
    [InlineData("logicalType: boolean", "true", "true")]
    [InlineData("logicalType: date", "date '1969-12-31'", "1969-12-31")]
    [InlineData("logicalType: timestamp", "timestamptz '2026-01-31 10:00:00.123456+02'", "2026-01-31 08:00:00.123456+00")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "timestamp '1900-01-31 10:00:00.123456'", "1900-01-31 10:00:00.123456")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "timestamp_ms '2026-01-31 10:00:00.123'", "2026-01-31 10:00:00.123")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "timestamp_ns '2026-01-31 10:00:00.123456'", "2026-01-31 10:00:00.123456")]
    [InlineData("logicalType: string", "'Gödel 😀'", "Gödel 😀")]
    [InlineData("logicalType: string", "''", "")]
    [InlineData("logicalType: string", "'text'::blob", "text")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: uuid}", "'0B9A3C5E-1111-4222-8333-444455556666'::uuid", "0b9a3c5e-1111-4222-8333-444455556666")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: uuid}", "'0B9A3C5E-1111-4222-8333-444455556666'", "0b9a3c5e-1111-4222-8333-444455556666")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: binary}", "'\\x00\\xFF'::blob", "\\x00\\xFF")]
    public async Task Converts_the_files_types_to_the_contracts_types(string type, string value, string expected)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}"));

        await Ingest<Landed>(inbox, $"select {value} as v union all select null");

        Assert.Equal([expected, "null"], inbox.Rows("select v from lake order by _source_row"));
    }

    [Theory]
    [MemberData(nameof(ForeignTypes))]
    public async Task A_column_without_any_value_is_taken_whatever_its_type(string type, string foreign)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, $"name: v, {type}"));

        await Ingest<Landed>(inbox, $"select i::bigint as id, null::{foreign} as v from range(150000) t(i)");

        Assert.Equal("150000|0", inbox.Row("select count(*), count(v) from lake"));
    }

    [Fact]
    public async Task A_column_of_another_type_with_its_only_value_in_a_later_row_group_is_refused()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: v, logicalType: date"));

        var refused = await Ingest<Quarantined>(inbox, "select i::bigint as id, case when i = 149999 then 'x' end as v from range(150000) t(i)");

        Assert.StartsWith("Column 'v' is text in the file, which cannot be read as date without loss", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_without_any_value_is_refused_if_it_is_required()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: v, logicalType: date, required: true"));

        Assert.Contains("Column 'v' is Int32", (await Ingest<Quarantined>(inbox, "select 1::bigint as id, null::integer as v")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i8}", "128::bigint", "128")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i32}", "-2147483649::bigint", "-2147483649")]
    [InlineData("logicalType: integer", "9223372036854775808::ubigint", "9223372036854775808")]
    [InlineData("logicalType: number, physicalType: 'decimal(9,2)'", "1.505::decimal(9,3)", "1.505")]
    [InlineData("logicalType: number, physicalType: 'decimal(5,2)'", "1000::decimal(9,2)", "1000.00")]
    [InlineData("logicalType: number, physicalType: 'decimal(5,2)'", "1000::bigint", "1000")]
    [InlineData("logicalType: number", "'NaN'::double", "NaN")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "timestamp_ns '2026-01-31 10:00:00.123456789'", "2026-01-31T10:00:00.123456789")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: uuid}", "'x'", "x")]
    [InlineData("logicalType: string, logicalTypeOptions: {maxLength: 1}", "'ab'", "ab")]
    public async Task A_value_that_does_not_fit_rejects_its_row(string type, string value, string shown)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}") { OnViolation = "{maxRejectPercent: 50}" });

        var landed = await Ingest<Landed>(inbox, $"select null as v union all select {value}");

        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal((2, null, "v", shown), (violation.Row, violation.Line, violation.Column, violation.Value));
        Assert.Equal(["null|1"], inbox.Rows("select v, _source_row from lake"));
    }

    [Theory]
    [InlineData("logicalType: integer", "'7'", "is text in the file, which cannot be read as i64 without loss")]
    [InlineData("logicalType: integer", "7::double", "is Double in the file")]
    [InlineData("logicalType: integer", "7::decimal(9,0)", "is decimal(9,0) in the file")]
    [InlineData("logicalType: number", "7::bigint", "is Int64 in the file, which cannot be read as double")]
    [InlineData("logicalType: number, physicalType: 'decimal(9,2)'", "7::double", "is Double in the file")]
    [InlineData("logicalType: string", "7", "is Int32 in the file")]
    [InlineData("logicalType: boolean", "1", "is Int32 in the file")]
    [InlineData("logicalType: date", "timestamp '2026-01-31 10:00:00'", "is a timestamp without time zone in the file")]
    [InlineData("logicalType: timestamp", "timestamp '2026-01-31 10:00:00'", "is a timestamp without time zone in the file")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "timestamptz '2026-01-31 10:00:00Z'", "is a timestamp in UTC in the file")]
    [InlineData("logicalType: timestamp", "date '2026-01-31'", "is a date in the file")]
    [InlineData("logicalType: string", "[1, 2]", "is nested (a list, map or struct: v.list.element) in the file")]
    [InlineData("logicalType: string", "{'a': {'b': 1}}", "is nested (a list, map or struct: v.a.b) in the file")]
    [InlineData("logicalType: string", "time '10:00:00'", "in the file, which cannot be read as string without loss")]
    public async Task Quarantines_a_file_with_a_column_whose_type_is_ambiguous(string type, string value, string reason)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}"));

        var outcome = await Ingest<Quarantined>(inbox, $"select {value} as v");

        Assert.Contains("Column 'v' " + (reason.StartsWith("is ", StringComparison.Ordinal) ? reason : ""), outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_a_wrong_type_is_refused_even_without_rows()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));

        await Ingest<Quarantined>(inbox, "select 'x' as id where false");
    }

    [Fact]
    public async Task A_file_without_rows_lands()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));

        Assert.Equal(0, (await Ingest<Landed>(inbox, "select 1::bigint as id where false")).AcceptedRows);
    }

    [Fact]
    public async Task Chooses_the_version_whose_types_fit()
    {
        using var inbox = new InboxFixture(
            new TestContract("name: id, logicalType: integer"),
            new TestContract("name: id, logicalType: string") { Version = "2.0.0" });

        var landed = await Ingest<Landed>(inbox, "select 7 as id");

        Assert.Equal(ContractVersion.Parse("1.0.0"), landed.Contract);
    }

    [Fact]
    public async Task Columns_may_be_in_any_order_and_some_may_be_missing()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name, TestContract.Amount));

        await Ingest<Landed>(inbox, "select 'Ada' as name, 1 as id");

        Assert.Equal(["1|Ada|null"], inbox.Rows());
    }

    [Fact]
    public async Task Columns_that_are_not_in_the_contract_are_not_even_read()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{unknownColumn: ignore}" });

        await Ingest<Landed>(inbox, "select {'a': [1]} as tree, 1 as id, interval 1 day as span");

        Assert.Equal(["1"], inbox.Rows());
    }

    [Fact]
    public async Task Rows_of_all_row_groups_are_numbered_on()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));

        await Ingest<Landed>(inbox, "select i as id from range(10000) as r(i)", "row_group_size 2048");

        Assert.Equal("10000|49995000|1", inbox.Row("select count(*), sum(id), min(_source_row - id) from lake"));
    }

    [Theory]
    [InlineData("uncompressed")]
    [InlineData("snappy")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Reads_the_usual_compressions(string codec)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        await Ingest<Landed>(inbox, "select i as id, 'name ' || i as name from range(1000) as r(i)", $"compression {codec}");

        Assert.Equal("1000|name 999", inbox.Row("select count(*), max_by(name, id) from lake"));
    }

    internal static async Task<T> Ingest<T>(InboxFixture inbox, string select, string options = "compression snappy")
        where T : DropOutcome => await inbox.IngestAsync<T>("a.parquet", Parquet(inbox, select, options));

    internal static byte[] Parquet(InboxFixture inbox, string select, string options = "compression snappy")
    {
        var file = inbox.Folder["input.parquet"];
        DuckDb.Run($"copy ({select}) to '{file}' (format parquet, {options})");
        return File.ReadAllBytes(file);
    }
}
