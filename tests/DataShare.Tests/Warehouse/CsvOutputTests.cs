using CsCheck;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Tests.Producers;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Warehouse;

/// <summary>The gate reads a query's CSV output back as the same values.</summary>
public sealed class CsvOutputTests
{
    private static readonly string[] Writers = ["the engine's file", "the terminal", "the rows of a server"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_all_kinds_are_read_back_as_they_were_written() =>
        await RoundTripRows.Gen.Select(Gen.OneOf(Writers)).SampleAsync(
            async (rows, writer) => await AssertReadBackAsync(rows, RoundTripColumn.All, writer, "{quotedNulls: false}", v => v),
            iter: 30,
            threads: 1);

    /// <summary>In one column, null and the empty text are both <c>""</c>, because most readers skip empty lines.</summary>
    [Fact]
    public async Task A_result_with_one_column_is_read_back_too() =>
        await RoundTripRows.Gen.Select(Gen.OneOf(Writers), Gen.Int[0, RoundTripColumn.All.Count - 1]).SampleAsync(
            async (rows, writer, column) => await AssertReadBackAsync(
                rows, [RoundTripColumn.All[column]], writer, "{}", v => v.Length == 0 ? null : v),
            iter: 60,
            threads: 1);

    [Theory]
    [InlineData("the engine's file")]
    [InlineData("the terminal")]
    [InlineData("the rows of a server")]
    public async Task A_null_in_a_result_with_one_column_is_no_empty_line(string writer)
    {
        using var folder = new TemporaryFolder();

        Assert.Equal("v\n1\n\"\"\n3\n", await WriteAsync(folder, "select v from (values (1), (null), (3)) t(v)", writer));
    }

    private static async Task AssertReadBackAsync(
        RoundTripValue[][] rows, IReadOnlyList<RoundTripColumn> columns, string writer, string csv, Func<string, string?> kept)
    {
        using var first = RoundTripRows.NewInbox(RoundTripColumn.All);
        await first.IngestAsync<Landed>("a.csv", RoundTripRows.Csv(rows, quoteAll: true, "\n"));
        var names = string.Join(", ", columns.Select(c => c.Name));

        var written = await WriteAsync(first.Folder, $"select {names} from '{first.Log().Files[0].FullPath}' order by _source_row", writer);

        using var second = RoundTripRows.NewInbox(columns, csv);
        await second.IngestAsync<Landed>("b.csv", written);
        var places = columns.Select(c => RoundTripColumn.All.ToList().IndexOf(c)).ToList();
        var expected = rows.Select(r => places.Select(p => r[p].Expected is { } value ? kept(value) : null).ToList());
        RoundTripRows.AssertSame(columns, [.. expected], second);
    }

    private static async Task<string> WriteAsync(TemporaryFolder folder, string sql, string writer)
    {
        var file = folder["out.csv"];
        if (writer == "the rows of a server")
        {
            await using var connection = FileQuery.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var rows = await command.ExecuteReaderAsync(Stop);
            await ResultFile.WriteAsync(rows, null, file, FileFormat.Csv, Stop);
            return await File.ReadAllTextAsync(file, Stop);
        }

        var options = new WarehouseOptions();
        await using var engine = new DuckDbEngine();
        await engine.StartAsync(options, folder, Stop);
        var warehouse = engine.Open(options);
        await warehouse.MigrateAsync(Stop);
        if (writer == "the engine's file")
        {
            await warehouse.ExportAsync(sql, file, FileFormat.Csv, Stop);
            return await File.ReadAllTextAsync(file, Stop);
        }

        await using var text = new StringWriter();
        await warehouse.WriteCsvAsync(sql, text, Stop);
        return text.ToString();
    }
}
