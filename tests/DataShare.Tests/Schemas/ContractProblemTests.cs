using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class ContractProblemTests
{
    [Theory]
    [InlineData("id: orders", "id: Orders", "(3,5): 'Orders' is not a dataset name; expected lower-case letters, digits, '_' and '-', starting with a letter, at most 100 characters")]
    [InlineData("id: orders", "", "(1,1): the key 'id' is missing")]
    [InlineData("version: 1.0.0", "version: 1.0", "(4,10): '1.0' is not a version; expected MAJOR.MINOR.PATCH, such as 1.0.0")]
    [InlineData("kind: DataContract", "kind: Contract", "(2,7): 'Contract' is not known for 'kind'; expected DataContract; did you mean 'DataContract'?")]
    [InlineData("kind: DataContract", "kind: [DataContract]", "(2,7): 'kind' is a list; expected one of DataContract")]
    [InlineData("kind: DataContract", "kind: DataContract\nstatus: aktive", "(3,9): 'aktive' is not known for 'status'; expected proposed, draft, active, deprecated, retired; did you mean 'active'?")]
    [InlineData("kind: DataContract", "kind: DataContract\nteam: shop", "(3,7): 'team' is 'shop'; expected a mapping of keys to values")]
    [InlineData("kind: DataContract", "kind: DataContract\nslaProperties: [{property: frequency}]", "(3,17): the key 'value' is missing")]
    [InlineData("kind: DataContract", "kind: DataContract\n[a]: b", "(3,1): a key is a list; expected text")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: AMOUNT, logicalType: integer}", "(10,16): duplicate column 'amount'; first in line 9")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: _Datashare_key, logicalType: integer}", "(9,16): '_Datashare_key' begins like a reserved name; expected a name that does not begin with _datashare_")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: _seq, logicalType: integer}", "(9,16): '_seq' is a reserved name; the reserved names are _load_id, _source_row, _lake_version, _seq, _contract_version, _deleted, _stale, _change, _rescued")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: _Lake_version, logicalType: integer}", "(9,16): '_Lake_version' is a reserved name; the reserved names are _load_id, _source_row, _lake_version, _seq, _contract_version, _deleted, _stale, _change, _rescued")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: ' a', logicalType: integer}", "(9,16): ' a' is not a column name; expected 1 to 128 printable characters, no space around them")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: a, id: amount, logicalType: integer}", "(10,9): duplicate id 'amount'; first in line 9")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: a, id: 'a b', logicalType: integer}", "(9,23): 'a b' is not an id; expected letters, digits, '_' and '-'")]
    [InlineData("{name: order_id, logicalType: integer}", "{nmae: a, name: b, logicalType: integer}", "(9,10): unknown key 'nmae'; did you mean 'name'?")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: a, logicalType: integer, required: yes}", "(9,51): 'yes' is not true or false")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: a, logicalType: integer, primaryKey: true, required: false}", "(9,69): the primary key column 'a' is nullable; expected required: true")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: a, logicalType: integer, primaryKeyPosition: 1}", "(9,61): a position in the primary key, but the column is not in it; expected primaryKey: true")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: a, logicalType: integer, primaryKey: true, primaryKeyPosition: 2}", "(9,79): 2 is not a position in a key of 1; expected 1 to 1")]
    [InlineData("{name: order_id, logicalType: integer}", "{name: a, logicalType: number, primaryKey: true}", "(9,52): a double column cannot be part of the primary key; expected text, a whole number, a decimal, a date or a uuid")]
    [InlineData("{name: order_id, logicalType: integer}", "5", "(9,9): an item of 'properties' is '5'; expected a mapping of keys to values")]
    [InlineData("servers: []", "servers: [{server: inbox, type: s3}]", "(5,33): 's3' is not known for 'type'; expected local")]
    [InlineData("servers: []", "servers: [{server: inbox, type: local, format: xml}]", "(5,48): 'xml' is not known for 'format'; expected csv, parquet")]
    [InlineData("servers: []", "servers: [{server: inbox, type: local, path: inbox/order}]", "(5,46): 'inbox/order' is not this dataset's inbox; expected inbox/orders")]
    [InlineData("servers: []", "servers: [{server: inbox, type: local}, {server: inbox, type: local}]", "(5,50): a second server called 'inbox'; expected one")]
    [InlineData("servers: []", "servers: [{server: lake, type: s3, loaction: x}]", "(5,36): unknown key 'loaction'; did you mean 'location'?")]
    [InlineData("{mode: append}", "{mode: merge}", "(12,37): merge needs a primary key; expected primaryKey: true on at least one column")]
    [InlineData("{mode: append}", "{mode: upsert}", "(12,37): 'upsert' is not known for 'mode'; expected append, merge, snapshot")]
    [InlineData("{mode: append}", "{mode: append, deleteMarker: {column: order_id, value: 1}}", "(12,59): a delete marker works only with merge; expected mode: merge, or no deleteMarker")]
    [InlineData("property: write", "property: wirte", "(12,16): unknown custom property 'wirte'; did you mean 'write'?")]
    [InlineData("property: write, value", "property: write", "(12,5): the key 'value' is missing", "{mode: append}", "")]
    public void Names_the_place_and_what_was_expected(string valid, string broken, string expected, string? alsoValid = null, string? alsoBroken = null)
    {
        var yaml = ContractText.With().Replace(valid, broken, StringComparison.Ordinal);
        if (alsoValid is not null)
        {
            yaml = yaml.Replace($": {alsoValid}", alsoBroken, StringComparison.Ordinal);
        }

        Assert.Equal($"orders.odcs.yaml{expected}", ContractText.Problem(yaml));
    }

    [Theory]
    [InlineData("delimiter: ab", "'ab' is not a delimiter; expected 1 to 16 characters, not all letters or digits, without quotes and line ends (a tab is \"\\t\")")]
    [InlineData("delimiter: 12345678901234567|", "'12345678901234567|' is not a delimiter; expected 1 to 16 characters, not all letters or digits, without quotes and line ends (a tab is \"\\t\")")]
    [InlineData("quote: ab", "'ab' cannot be the quote; expected none, or one ASCII character that is not a letter, digit, blank or line end")]
    [InlineData("delimiter: '|', comment: '|'", "'|' is also the delimiter, or part of it; expected another comment")]
    [InlineData("widths: [3], quote: \"'\"", "columns of fixed width have no quote; expected either 'widths' or 'quote'")]
    [InlineData("widths: [3, 0]", "'0' is not a column width; expected a whole number from 1 to 1000000")]
    [InlineData("skipLines: -1", "-1 lines cannot be skipped; expected 0 to 10000")]
    [InlineData("thousands: '.'", "'.' is both the thousands and the decimal separator; expected two different characters")]
    [InlineData("thousands: x", "'x' is not a thousands separator; expected a point, comma, blank (also U+00A0 and U+202F), apostrophe or underscore")]
    [InlineData("encoding: utf8x", "'utf8x' is not an encoding; did you mean 'utf-8'?")]
    [InlineData("encoding: utf-7", "'utf-7' is not an encoding; did you mean 'utf-8'?")]
    [InlineData("decimal: ;", "';' is not known for 'decimal'; expected ., ,")]
    [InlineData("header: 1", "'1' is not true or false")]
    [InlineData("nullValues: '-'", "'nullValues' is '-'; expected a list")]
    [InlineData("dateFormats: ['%']", "'%' is not a .NET date format; expected for example dd.MM.yyyy")]
    [InlineData("dateFormats: [dd.MM]", "'dd.MM' lacks the day, month or year; expected all three, such as dd.MM.yyyy (MM is the month, mm the minute)")]
    [InlineData("dateFormats: [MM/yyyy]", "'MM/yyyy' lacks the day, month or year; expected all three, such as dd.MM.yyyy (MM is the month, mm the minute)")]
    [InlineData("dateFormats: [yyyy-mm-dd]", "'yyyy-mm-dd' lacks the day, month or year; expected all three, such as dd.MM.yyyy (MM is the month, mm the minute)")]
    [InlineData("timestampFormats: ['HH:mm']", "'HH:mm' lacks the day, month or year; expected all three, such as dd.MM.yyyy (MM is the month, mm the minute)")]
    [InlineData("timestampFormats: ['dd.MM.yyyy hh:mm']", "'dd.MM.yyyy hh:mm' does not distinguish morning from afternoon; expected HH, or tt after hh")]
    [InlineData("trueValues: ['Y'], falseValues: ['N', 'y']", "'y' means both true and false; expected words that mean one of them, in any letter case")]
    [InlineData("trueValues: ['0']", "'0' means both true and false; expected words that mean one of them, in any letter case")]
    [InlineData("falseValues: ['TRUE']", "'TRUE' means both true and false; expected words that mean one of them, in any letter case")]
    [InlineData("trueValues: [x], nullValues: ['', X]", "'x' is also one of the nullValues; expected words with one meaning, in any letter case")]
    [InlineData("falseValues: ['']", "'' is also one of the nullValues; expected words with one meaning, in any letter case")]
    [InlineData("widths: [3], bareQuotes: accept", "columns of fixed width have no bareQuotes; expected either 'widths' or 'bareQuotes'")]
    [InlineData("bareQuotes: keep", "'keep' is not known for 'bareQuotes'; expected accept, reject")]
    [InlineData("delimeter: ;", "unknown key 'delimeter'; did you mean 'delimiter'?")]
    public void Refuses_an_impossible_dialect(string setting, string message)
    {
        var servers = $"[{{server: inbox, type: local, customProperties: [{{property: csv, value: {{{setting}}}}}]}}]";
        Assert.EndsWith($"): {message}", ContractText.Problem(ContractText.With(servers: servers)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dateFormats: [dd.MM.yyyy, d/M/yy, yyyyMMdd, dd-MMM-yy, 'ddd, d MMM yyyy']")]
    [InlineData("timestampFormats: [o, s, u, r, yyyyMMdd, 'dd.MM.yyyy HH:mm zzz', 'dd.MM.yyyy hh:mm tt', 'yyyy-MM-ddTHH:mm:ssK', yyyyMMddHHmmssfff]")]
    [InlineData("trueValues: [ja], falseValues: [nein], nullValues: ['', '0', '-']")]
    [InlineData("nullValues: ['0']")]
    public void Accepts_values_with_one_meaning(string setting)
    {
        var servers = $"[{{server: inbox, type: local, customProperties: [{{property: csv, value: {{{setting}}}}}]}}]";
        Assert.NotNull(ContractText.Valid(ContractText.With(servers: servers)));
    }

    [Theory]
    [InlineData("settle: soon", "'soon' is not a duration such as 500ms, 2s, 1m, 1h or 1d")]
    [InlineData("settle: 9999999d", "'9999999d' is not a duration such as 500ms, 2s, 1m, 1h or 1d")]
    [InlineData("marker: done", "'done' is not a marker; expected none, or an ending such as .done")]
    [InlineData("marker: ./x", "'./x' is not a marker; expected none, or an ending such as .done")]
    [InlineData("identity: name", "'name' is not known for 'identity'; expected content, name+content")]
    public void Refuses_an_impossible_arrival(string setting, string message)
    {
        var servers = $"[{{server: inbox, type: local, customProperties: [{{property: arrival, value: {{{setting}}}}}]}}]";
        Assert.EndsWith($"): {message}", ContractText.Problem(ContractText.With(servers: servers)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{column: gone, value: D}", "the schema has no column 'gone'; known: order_id, state")]
    [InlineData("{column: state, value: X}", "'X' is not in the enum of column 'state'; known: U, D")]
    [InlineData("{column: order_id, value: D}", "'D' is not a whole number that fits i64, which is the type of column 'order_id'")]
    [InlineData("{column: state}", "the key 'value' is missing")]
    public void Refuses_an_impossible_delete_marker(string marker, string message)
    {
        var yaml = ContractText.With("{name: state, logicalType: string, customProperties: [{property: enum, value: [U, D]}]}", write: $"{{mode: merge, deleteMarker: {marker}}}")
            .Replace("logicalType: integer}", "logicalType: integer, primaryKey: true}", StringComparison.Ordinal);
        Assert.EndsWith($"): {message}", ContractText.Problem(yaml), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    public void Refuses_a_share_of_bad_rows_that_is_no_percentage(string percent) =>
        Assert.Equal(
            $"orders.odcs.yaml(13,59): {percent} is not a percentage; expected 0 to 100",
            ContractText.Problem(ContractText.With(root: $"  - {{property: onViolation, value: {{    maxRejectPercent: {percent}}}}}")));

    [Fact]
    public void Refuses_a_second_schema_object() => Assert.Equal(
        "orders.odcs.yaml(11,5): a second schema object; expected one: a contract describes one dataset",
        ContractText.Problem(ContractText.With(property: "{name: b, logicalType: date}\n  - {name: other, properties: []}")));

    [Fact]
    public void Refuses_a_key_of_several_columns_without_their_positions()
    {
        var yaml = ContractText.With("{name: line, logicalType: integer, primaryKey: true}")
            .Replace("logicalType: integer}", "logicalType: integer, primaryKey: true, primaryKeyPosition: 1}", StringComparison.Ordinal);
        Assert.Equal("orders.odcs.yaml(10,56): 'line' has no primaryKeyPosition; expected 1 to 2, because the key has 2 columns", ContractText.Problem(yaml));
    }

    [Theory]
    [InlineData("", "(1,1): the file is empty")]
    [InlineData("- a", "(1,1): found a list; expected a mapping of keys to values")]
    [InlineData("a: 1\n---\nb: 2", "(2,1): not YAML: a second document begins; expected one document")]
    [InlineData("a: &x [*x]", "(1,8): not YAML: the alias '*x' has no anchor before it")]
    public void Refuses_a_text_that_is_not_one_mapping(string yaml, string expected) =>
        Assert.Equal($"orders.odcs.yaml{expected}", ContractText.Problem(yaml));

    [Fact]
    public void A_syntax_error_is_a_problem_with_its_place() =>
        Assert.StartsWith("c.yaml(2,", Assert.Single(ContractReader.Read("a: 1\nb: {c: 'x\n", "c.yaml").Problems).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_bottomless_nesting_is_a_problem() =>
        Assert.EndsWith("not YAML: nested more than 40 levels deep", ContractText.Problem($"a: {new string('[', 100_000)}"), StringComparison.Ordinal);
}
