using System.Globalization;
using System.Text;
using CsCheck;
using DataShare.Producers;
using DataShare.TestKit;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A table that is written to a file in any dialect is read back with the contract inferred from the file.</summary>
public sealed class InferRoundTripTests
{
    private static readonly Gen<Column> Columns = Gen.OneOf<Column>(
        // No years, which could be column names.
        Gen.Int[3_000, int.MaxValue].Select(i => new Value(i.ToString(CultureInfo.InvariantCulture), i.ToString(CultureInfo.InvariantCulture))).Column(),
        Gen.Long[-999_999_999, 999_999_999].Select(cents => Value.OfAmount(cents / 100m)).Column(),
        Gen.DateOnly.Select(d => new Value(d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) { Date = d }).Column(),
        Gen.String[Gen.Char["xyz ,;|\t\"'é#&\n"], 0, 8].Select(t => new Value("x" + t, "x" + t)).Column());

    private static readonly Gen<Table> Tables = Gen.Int[1, 5].SelectMany(more =>
        Columns.Array[more].SelectMany(columns => Row([NumbersAlone(), NumbersAlone(), .. columns]).Array[6, 30]).Select(rows => new Table(rows)));

    private static readonly Gen<Writing> Writings = Gen.Select(
        Gen.Char[",;\t|"],
        Gen.OneOf("utf-8", "utf-8 with mark", "utf-16", "windows-1252"),
        Gen.OneOf("needed", "all", "'"),
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        (delimiter, encoding, quotes, header, title, german) => new Writing(delimiter, encoding, quotes, header, title, german));

    [Fact]
    public async Task The_contract_made_from_a_file_reads_the_values_that_were_written() =>
        await Gen.Select(Tables, Writings).SampleAsync(
            async (table, writing) =>
            {
                using var folder = new TemporaryFolder();
                var content = writing.Bytes(table);
                var options = new InferOptions { Encoding = writing.Encoding == "windows-1252" ? "windows-1252" : null };
                var inferred = await InferContractTests.InferAsync(folder.WriteBytes("a.csv", content), options);
                using var inbox = new InboxFixture(new TestContract { Whole = inferred.Yaml });
                var landed = await inbox.IngestAsync<Landed>("a.csv", content);

                Assert.Equal((table.Rows.Length, 0), (landed.AcceptedRows, landed.RejectedRows));
                Assert.Equal(table.Rows.Select(r => r.Select(v => v.Expected)), Read(inbox));
            },
            iter: 200,
            threads: 1);

    /// <summary>The rows in the lake; amounts without zeros at the end, because their scale may vary.</summary>
    private static IEnumerable<IEnumerable<string?>> Read(InboxFixture inbox) => inbox
        .Rows("select hex(columns(* exclude (_load_id, _source_row))::varchar) from lake order by _source_row")
        .Select(row => row.Split('|').Select(field => field == "null" ? null : Encoding.UTF8.GetString(Convert.FromHexString(field))))
        .Select(row => row.Select(v => v is not null && decimal.TryParse(v, CultureInfo.InvariantCulture, out var number) ? Value.Plain(number) : v));

    private static Column NumbersAlone() => new(Gen.Int[3_000, int.MaxValue].Select(i => new Value(i.ToString(CultureInfo.InvariantCulture), i.ToString(CultureInfo.InvariantCulture))));

    private static Gen<Value[]> Row(Column[] columns) => columns
        .Aggregate(Gen.Const(Array.Empty<Value>()), (row, column) => row.Select(column.Values, (r, v) => (Value[])[.. r, v]));

    internal sealed record Table(Value[][] Rows);

    internal sealed record Column(Gen<Value> Values);

    /// <param name="Text">The text in the file.</param>
    /// <param name="Expected">The value that DuckDB shows; null for null.</param>
    internal sealed record Value(string Text, string? Expected)
    {
        public static Value Null { get; } = new("", null);

        public decimal? Amount { get; init; }

        public DateOnly? Date { get; init; }

        public static Value OfAmount(decimal amount) => new("", Plain(amount)) { Amount = amount };

        public static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

        public string In(Writing writing) => (Amount, Date) switch
        {
            ({ } amount, _) => writing.German
                ? amount.ToString("#,##0.00", CultureInfo.GetCultureInfo("de-DE"))
                : amount.ToString("0.00", CultureInfo.InvariantCulture),
            (_, { } date) => date.ToString(writing.German ? "dd.MM.yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Text,
        };
    }

    internal sealed record Writing(char Delimiter, string Encoding, string Quotes, bool Header, bool Title, bool German)
    {
        public byte[] Bytes(Table table)
        {
            var csv = new StringBuilder(Title ? "Made by hand\n" : "");
            if (Header)
            {
                csv.AppendJoin(Delimiter, table.Rows[0].Select((_, i) => Quoted($"name {i}"))).Append('\n');
            }

            foreach (var row in table.Rows)
            {
                csv.AppendJoin(Delimiter, row.Select(v => Quoted(v.In(this)))).Append('\n');
            }

            Encoding encoding = Encoding switch
            {
                "utf-16" => System.Text.Encoding.Unicode,
                "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
                _ => new UTF8Encoding(Encoding.EndsWith("mark", StringComparison.Ordinal)),
            };
            return [.. encoding.GetPreamble(), .. encoding.GetBytes(csv.ToString())];
        }

        private string Quoted(string text)
        {
            var quote = Quotes == "'" ? "'" : "\"";
            return text.Length > 0 && (Quotes != "needed" || text.AsSpan().ContainsAny($"\"\r\n{Delimiter}"))
                ? quote + text.Replace(quote, quote + quote, StringComparison.Ordinal) + quote
                : text;
        }
    }
}

internal static class ColumnGen
{
    /// <summary>A column with some nulls.</summary>
    public static Gen<InferRoundTripTests.Column> Column(this Gen<InferRoundTripTests.Value> values) =>
        Gen.Const(new InferRoundTripTests.Column(Gen.Frequency((1, Gen.Const(InferRoundTripTests.Value.Null)), (9, values))));
}
