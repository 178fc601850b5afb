using System.Text;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class InferContractTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("1|-7|2147483647", "i32")]
    [InlineData("1|2147483648", "i64")]
    [InlineData("1|9223372036854775808", "decimal(28,0)")]
    [InlineData("007|12", "string")]
    [InlineData("0|10", "i32")]
    [InlineData("1.5|-0.25|100", "decimal(18,2)")]
    [InlineData("12345678901234567.25", "decimal(28,2)")]
    [InlineData("1e3|2.5", "double")]
    [InlineData("0.30000000000000004", "double")]
    [InlineData("true|FALSE", "boolean")]
    [InlineData("true|0", "boolean")]
    [InlineData("1|0", "i32")]
    [InlineData("2026-01-31|2024-02-29", "date")]
    [InlineData("31.01.2026|1.2.2026", "date")]
    [InlineData("31/01/2026|01/02/2026", "date")]
    [InlineData("01/31/2026|01/02/2026", "date")]
    [InlineData("01/02/2026", "string")]
    [InlineData("2026-01-31T10:00:00Z|2026-01-31 10:00+02:00", "timestamp")]
    [InlineData("2026-01-31T10:00:00Z|2026-01-31T10:00:00", "timestamp")]
    [InlineData("2026-01-31 10:00:00.123456", "timestamp without time zone")]
    [InlineData("31.01.2026 10:00", "timestamp without time zone")]
    [InlineData("0b9a3c5e-1111-4222-8333-444455556666", "uuid")]
    [InlineData("abc|1", "string")]
    [InlineData("2023-02-29", "string")]
    [InlineData("NaN|1.5", "double")]
    [InlineData("-Inf|7", "double")]
    [InlineData("NaN|inf", "string")]
    [InlineData("NaN|12345678901234567.25", "string")]
    public async Task Chooses_the_narrowest_type_that_fits_all_values(string values, string type)
    {
        var inferred = await AcceptedAsync("id,v\n" + string.Concat(values.Split('|').Select((v, i) => $"{i},{v}\n")));

        Assert.Equal(type, inferred.Contract.Columns[1].Type.ToString());
    }

    [Fact]
    public async Task A_column_with_NaN_accepts_NaN_and_a_remark_says_so()
    {
        var inferred = await AcceptedAsync("id,v\n1,NaN\n2,1.5\n3,-inf\n");

        Assert.True(inferred.Contract.Columns[1].Rules.TakesNonFinite);
        Assert.Contains("  - {property: nonFinite, value: accept}", inferred.Yaml, StringComparison.Ordinal);
        Assert.Contains(inferred.Remarks, r => r.StartsWith("'v' has NaN or infinite values, and accepts them (nonFinite: accept).", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_column_with_nulls_may_be_null_and_one_without_is_required()
    {
        var inferred = await AcceptedAsync("a,b,c\n1,2,\n2,,\n");

        Assert.Equal([true, false, false], inferred.Contract.Columns.Select(c => c.Required));
        Assert.Contains("'c' has no values: it becomes text.", inferred.Remarks);
    }

    [Fact]
    public async Task Lengths_are_rounded_up_and_count_characters()
    {
        var inferred = await AcceptedAsync($"a,b,c\n{new string('é', 10)},{new string('x', 51)},{new string('x', 5000)}\n");

        Assert.Equal([10, 100, null], inferred.Contract.Columns.Select(c => c.Rules.MaxLength));
    }

    [Fact]
    public async Task Few_different_texts_in_many_rows_are_suggested_as_an_enum_but_not_enforced()
    {
        var rows = Enumerable.Range(0, 100).Select(i => $"{i},{(i % 3 == 0 ? "NEW" : i % 3 == 1 ? "PAID" : "null")},n{i % 21},x\n");
        var inferred = await AcceptedAsync("id,status,many,one\n" + string.Concat(rows));

        Assert.All(inferred.Contract.Columns, c => Assert.Null(c.Rules.Enum));
        Assert.Single(inferred.Yaml.Split('\n'), l => l.EndsWith("# customProperties: [{property: enum, value: [NEW, PAID, \"null\"]}]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Few_rows_give_no_enum()
    {
        var inferred = await AcceptedAsync("id,status\n" + string.Concat(Enumerable.Range(0, 99).Select(i => $"{i},NEW{i % 2}\n")));

        Assert.DoesNotContain("enum", inferred.Yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,id,name\n1,7,x\n1,8,y\n", "id")]
    [InlineData("amount,code\n1.5,A\n2.5,B\n", "code")]
    [InlineData("code,n\nA,1\na,2\n", "n")]
    [InlineData("id,n\n1,1\n,2\n", "n")]
    [InlineData("id\n1\n1\n", null)]
    [InlineData("id\n1\n", null)]
    public async Task The_first_column_whose_values_all_differ_is_the_key(string content, string? key)
    {
        var inferred = await AcceptedAsync(content);

        Assert.Equal(key, inferred.Contract.PrimaryKey is [var only] ? only.Name : null);
    }

    [Theory]
    [InlineData("id;amount\n1;2,50\n2;3\n", ";", ',')]
    [InlineData("id\tamount\n1\t2.50\n", "\t", '.')]
    [InlineData("id|amount\n1|2.50\n", "|", '.')]
    [InlineData("id,amount\n1,\"2,5\"\n", ",", ',')]
    [InlineData("id;text\n1;a, b, c\n2;d\n", ";", '.')]
    [InlineData("id\n1\n", ",", '.')]
    public async Task Finds_delimiter_and_decimal_separator(string content, string delimiter, char separator)
    {
        var csv = (await AcceptedAsync(content)).Contract.Inbox.Csv;

        Assert.Equal((delimiter, separator, true), (csv.Delimiter, csv.Decimal, csv.Header));
    }

    [Fact]
    public async Task A_file_without_header_is_detected_by_its_numbers()
    {
        var inferred = await AcceptedAsync("1,Ada,2026-01-31\n2,Bob,2026-01-31\n");

        Assert.False(inferred.Contract.Inbox.Csv.Header);
        Assert.Equal(["column_1", "column_2", "column_3"], inferred.Contract.Columns.Select(c => c.Name));
        Assert.Equal(2, inferred.Rows);
    }

    [Fact]
    public async Task Names_that_no_column_may_have_become_aliases()
    {
        var inferred = await AcceptedAsync("id,ID, Amount ,,_seq,_lake_version,\"a\nb\"\n1,2,3,4,5,6,7\n");

        Assert.Equal(["id", "ID_2", "Amount", "column_4", "seq", "lake_version", "ab"], inferred.Contract.Columns.Select(c => c.Name));
        Assert.Equal(["", "ID", " Amount ", "", "_seq", "_lake_version", "a\nb"], inferred.Contract.Columns.Select(c => c.Aliases is [var alias] ? alias : ""));
    }

    [Fact]
    public async Task A_dash_among_dates_is_null()
    {
        var inferred = await AcceptedAsync("id,d\n1,2026-01-31\n2,-\n");

        Assert.Equal(("date", false), (inferred.Contract.Columns[1].Type.ToString(), inferred.Contract.Columns[1].Required));
    }

    [Fact]
    public async Task A_word_for_null_among_numbers_is_null_in_every_column()
    {
        var inferred = await AcceptedAsync("id,n,name\n1,5,Ada\n2,NULL,NULL\n");

        Assert.Equal(["", "NULL"], inferred.Contract.Inbox.Csv.NullValues);
        Assert.Equal("i32", inferred.Contract.Columns[1].Type.ToString());
        Assert.Equal([true, false, false], inferred.Contract.Columns.Select(c => c.Required));
    }

    [Fact]
    public async Task A_word_for_null_among_texts_is_a_text()
    {
        var inferred = await AcceptedAsync("id,country\n1,NA\n2,DE\n");

        Assert.Equal([""], inferred.Contract.Inbox.Csv.NullValues);
        Assert.True(inferred.Contract.Columns[1].Required);
    }

    [Fact]
    public async Task A_file_with_a_header_alone_has_columns_of_text()
    {
        var inferred = await AcceptedAsync("id,name\n");

        Assert.All(inferred.Contract.Columns, c => Assert.Equal((ColumnKind.String, false), (c.Type.Kind, c.Required)));
    }

    [Theory]
    [InlineData("", "The file is empty: it has no header")]
    [InlineData("\n\n", "no record")]
    public async Task Says_why_no_contract_can_be_made(string content, string why)
    {
        var refused = await Assert.ThrowsAsync<ProducerException>(async () => await InferAsync(folder.Write("a.csv", content)));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_rows_are_left_out_and_reported()
    {
        var inferred = await InferAsync(folder.Write("a.csv", "a,b\n1,2\n3\n4,5\n"));

        Assert.Equal(2, inferred.Rows);
        Assert.Contains(inferred.Remarks, r => r.StartsWith("The gate rejects 1 of the file's 3 rows under this contract, which was inferred from the other rows (rule fieldCount: 1). First: line 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compressed_file_is_read_by_its_content()
    {
        using var memory = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write("id;v\n1;2\n"u8);
        }

        Assert.Equal(["id", "v"], (await AcceptedAsync("a.csv.gz", memory.ToArray())).Contract.Columns.Select(c => c.Name));
    }

    public void Dispose() => folder.Dispose();

    internal static ValueTask<InferredContract> InferAsync(string file, InferOptions? options = null) => InferContract.RunAsync(
        file, InboxFixture.Orders, options ?? new InferOptions(), null, TestContext.Current.CancellationToken);

    /// <summary>Infers a contract, and ingests the file under it.</summary>
    internal static async Task<InferredContract> AcceptedAsync(TemporaryFolder folder, string name, byte[] content, InferOptions? options = null)
    {
        var inferred = await InferAsync(folder.WriteBytes(name, content), options);
        using var inbox = new InboxFixture(new TestContract { Whole = inferred.Yaml });
        var landed = await inbox.IngestAsync<Landed>(name, content);
        Assert.Equal((inferred.Rows, 0), (landed.AcceptedRows, landed.RejectedRows));
        return inferred;
    }

    private Task<InferredContract> AcceptedAsync(string content) => AcceptedAsync("a.csv", Encoding.UTF8.GetBytes(content));

    private Task<InferredContract> AcceptedAsync(string name, byte[] content) => AcceptedAsync(folder, name, content);
}
