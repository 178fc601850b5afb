using System.Globalization;
using System.Text;
using CsCheck;
using DataShare.Producers;
using Xunit;

namespace DataShare.Tests.Producers;

public sealed class RoundTripTests
{
    private const string Null = "NULL";

    private static readonly IReadOnlyList<RoundTripColumn> Columns = RoundTripColumn.All;

    private static readonly Gen<RoundTripValue[][]> Rows = Gen
        .Const(0)
        .SelectMany(_ => Columns.Aggregate(
            Gen.Const(Array.Empty<RoundTripValue>()),
            (row, column) => row.Select(column.Values, (values, value) => (RoundTripValue[])[.. values, value])))
        .Array[1, 30];

    [Fact]
    public async Task Rows_of_all_kinds_come_out_of_the_lake_as_they_were_in_the_csv_file() =>
        await Rows.Select(Gen.Bool, Gen.Bool).SampleAsync(
            async (rows, quoteAll, crLf) =>
            {
                using var inbox = NewInbox();
                await inbox.IngestAsync<Landed>("a.csv", Csv(rows, quoteAll, crLf ? "\r\n" : "\n"));
                AssertSame(rows, inbox);
            },
            iter: 60,
            threads: 1);

    [Fact]
    public async Task A_part_of_the_lake_taken_as_a_parquet_file_gives_the_same_rows() =>
        await Rows.SampleAsync(
            async rows =>
            {
                using var first = NewInbox();
                await first.IngestAsync<Landed>("a.csv", Csv(rows, quoteAll: true, "\n"));
                using var second = NewInbox();
                await second.IngestAsync<Landed>("a.parquet", await File.ReadAllBytesAsync(first.Log().Files[0].FullPath, TestContext.Current.CancellationToken));
                AssertSame(rows, second);
            },
            iter: 25,
            threads: 1);

    private static InboxFixture NewInbox() => new(new TestContract([.. Columns.Select(c => c.Property)])
    {
        Csv = $"{{nullValues: ['{Null}']}}",
        OnViolation = "{unknownColumn: ignore, maxRejectPercent: 0}",
    });

    private static string Csv(RoundTripValue[][] rows, bool quoteAll, string lineEnd)
    {
        var csv = new StringBuilder(string.Join(',', Columns.Select(Name))).Append(lineEnd);
        foreach (var row in rows)
        {
            csv.AppendJoin(',', row.Select(v => v.Csv is null ? Null : Field(v.Csv, quoteAll))).Append(lineEnd);
        }

        return csv.ToString();
    }

    private static string Field(string text, bool quoteAll) =>
        quoteAll || text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static void AssertSame(RoundTripValue[][] rows, InboxFixture inbox)
    {
        var part = Assert.Single(inbox.Log().Files).FullPath;
        var found = DuckDb.Values($"select {string.Join(", ", Columns.Select(c => c.Shown))} from '{part}' order by _source_row");
        Assert.Equal(rows.Length, found.Count);
        foreach (var (row, lake) in rows.Zip(found))
        {
            foreach (var (column, value, text) in Columns.Zip(row, lake))
            {
                var shown = column.Property.StartsWith("name: double", StringComparison.Ordinal) ? Double((string?)text) : text;
                Assert.Equal($"{Name(column)}: {value.Expected ?? Null}", $"{Name(column)}: {shown ?? Null}");
            }
        }
    }

    private static string Name(RoundTripColumn column) => column.Property["name: ".Length..column.Property.IndexOf(',', StringComparison.Ordinal)];

    /// <summary>DuckDB writes the same number in another form.</summary>
    private static string? Double(string? text) =>
        text is null ? null : double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
}
