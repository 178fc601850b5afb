using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class ColumnTypeTests
{
    [Theory]
    [InlineData("{name: c, logicalType: string}", "string")]
    [InlineData("{name: c, logicalType: string, physicalType: varchar(20), logicalTypeOptions: {format: email}}", "string")]
    [InlineData("{name: c, logicalType: string, logicalTypeOptions: {format: uuid}}", "uuid")]
    [InlineData("{name: c, logicalType: string, logicalTypeOptions: {format: binary}}", "binary")]
    [InlineData("{name: c, logicalType: integer}", "i64")]
    [InlineData("{name: c, logicalType: integer, logicalTypeOptions: {format: i8}}", "i8")]
    [InlineData("{name: c, logicalType: integer, logicalTypeOptions: {format: i16}}", "i16")]
    [InlineData("{name: c, logicalType: integer, logicalTypeOptions: {format: i32}}", "i32")]
    [InlineData("{name: c, logicalType: integer, logicalTypeOptions: {format: i64}}", "i64")]
    [InlineData("{name: c, logicalType: number}", "double")]
    [InlineData("{name: c, logicalType: number, physicalType: DOUBLE}", "double")]
    [InlineData("{name: c, logicalType: number, physicalType: \"decimal(18,2)\"}", "decimal(18,2)")]
    [InlineData("{name: c, logicalType: number, physicalType: \"NUMERIC( 38 , 38 )\"}", "decimal(38,38)")]
    [InlineData("{name: c, logicalType: number, physicalType: decimal(5)}", "decimal(5,0)")]
    [InlineData("{name: c, logicalType: boolean}", "boolean")]
    [InlineData("{name: c, logicalType: date}", "date")]
    [InlineData("{name: c, logicalType: timestamp}", "timestamp")]
    [InlineData("{name: c, logicalType: timestamp, logicalTypeOptions: {timezone: true}}", "timestamp")]
    [InlineData("{name: c, logicalType: timestamp, logicalTypeOptions: {timezone: false}}", "timestamp without time zone")]
    public void Reads_each_type(string property, string type) =>
        Assert.Equal(type, ContractText.Column(property).Type.ToString());

    [Theory]
    [InlineData("{name: c, logicalType: strnig}", 32, "'strnig' is not a logicalType; did you mean 'string'?")]
    [InlineData("{name: c, logicalType: time}", 32, "'time' is not supported, because not every store has a time of day; expected string with a pattern, or timestamp")]
    [InlineData("{name: c, logicalType: array}", 32, "'array' is not supported: a column holds one value; expected string, integer, number, boolean, date, timestamp")]
    [InlineData("{name: c, logicalType: object}", 32, "'object' is not supported: a column holds one value; expected string, integer, number, boolean, date, timestamp")]
    [InlineData("{name: c, logicalType: number, physicalType: \"decimal(40,2)\"}", 54, "'decimal(40,2)' does not fit; expected a precision of 1 to 38 and a scale of 0 to the precision")]
    [InlineData("{name: c, logicalType: number, physicalType: \"decimal(4,5)\"}", 54, "'decimal(4,5)' does not fit; expected a precision of 1 to 38 and a scale of 0 to the precision")]
    [InlineData("{name: c, logicalType: number, physicalType: \"decimal(99999999999,2)\"}", 54, "'decimal(99999999999,2)' does not fit; expected a precision of 1 to 38 and a scale of 0 to the precision")]
    [InlineData("{name: c, logicalType: number, physicalType: money}", 54, "'money' is not a physicalType for a number; expected decimal(p,s) such as decimal(18,2), or double")]
    [InlineData("{name: c, logicalType: integer, logicalTypeOptions: {format: i128}}", 70, "'i128' is not supported, because not every store has such a wide integer; expected i64, or logicalType number with physicalType decimal(38,0)")]
    [InlineData("{name: c, logicalType: integer, logicalTypeOptions: {format: u16}}", 70, "'u16' is not supported, because not every store has unsigned numbers; expected i32 with minimum: 0")]
    [InlineData("{name: c, logicalType: integer, logicalTypeOptions: {format: i46}}", 70, "'i46' is not an integer's format; did you mean 'i16'?")]
    [InlineData("{name: c, logicalType: string, logicalTypeOptions: {format: uiud}}", 69, "'uiud' is not known for 'format'; expected uuid, binary, password, byte, email, uri, hostname, ipv4, ipv6; did you mean 'uuid'?")]
    [InlineData("{name: c, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Europe/Berlin}}", 81, "'Europe/Berlin' is not supported: a timestamp without an offset is UTC; expected Etc/UTC, or timezone: false for wall-clock times")]
    [InlineData("{name: c, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy}}", 67, "'dd.MM.yyyy' is not ISO 8601; set the format of files in dateFormats of the inbox's csv dialect")]
    [InlineData("{name: c}", 9, "the key 'logicalType' is missing")]
    public void Refuses_an_impossible_type(string property, int column, string message) =>
        Assert.Equal($"orders.odcs.yaml(10,{column}): {message}", ContractText.Problem(ContractText.With(property)));

    [Fact]
    public void A_type_is_parsed_from_its_own_text() =>
        Assert.All(
            [.. Enum.GetValues<ColumnKind>().Where(k => k is not ColumnKind.Decimal).Select(k => new ColumnType(k)), ColumnType.Decimal(18, 2), ColumnType.Decimal(38, 38)],
            type => Assert.Equal(type, ColumnType.TryParse(type.ToString())));

    [Theory]
    [InlineData("")]
    [InlineData("I64")]
    [InlineData("decimal")]
    [InlineData("decimal(39,0)")]
    [InlineData("decimal(2,3)")]
    [InlineData("decimal(0,0)")]
    [InlineData("decimal(+2,1)")]
    public void A_text_that_is_no_type_gives_null(string text) => Assert.Null(ColumnType.TryParse(text));
}
