using System.Buffers;
using System.Text;
using CsCheck;
using DataShare.Producers;
using DataShare.TestKit;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class InferPropertyTests
{
    private static readonly SearchValues<char> Delimiters = SearchValues.Create(",;\t|:~^");

    private static readonly Gen<string> Names = Gen.OneOf<string>(
        Gen.String[Gen.Char["aB_ é\"'#:,;\t\n{}[]*&!|>%@`中"], 1, 12],
        Gen.OneOf("null", "true", "1", "_seq", "_lake_version", "~", "- x", "2026-01-31", "😀", "\u0085x", "\u2028", "x\uFEFF", "yes"));

    private static readonly Gen<string?> Values = Gen.OneOf<string?>(
        Gen.OneOf([.. RoundTripColumn.All.Select(c => c.Values.Select(v => v.Csv))]),
        Gen.OneOf<string?>("", "NULL", "NA", "12,5", "1.234,5", "31.01.2026", "01/02/2026", "13/01/2026", "2026-01-31 10:00", "31.01.2026 10:00:00", "0", "00", "+1", "-0", "1.", ".5", "1e5", "true", "-"));

    /// <summary>A column with values of one kind, or of all kinds.</summary>
    private static readonly Gen<Gen<string?>> Columns = Gen.OneOf<Gen<string?>>(
        Gen.Int[0, RoundTripColumn.All.Count - 1].Select(i => RoundTripColumn.All[i].Values.Select(v => v.Csv)),
        Gen.Const(Values),
        Gen.Select(Values, Values).Select((a, b) => Gen.OneOf<string?>(a, b)));

    private static readonly Gen<(string[] Header, string?[][] Rows)> Tables = Gen.Int[1, 6].SelectMany(width =>
        Names.Array[width].Where(n => n.Distinct().Count() == width).SelectMany(header =>
            Columns.Array[width].SelectMany(columns => columns
                .Aggregate(Gen.Const(Array.Empty<string?>()), (row, c) => row.Select(c, (r, v) => (string?[])[.. r, v]))
                .Array[0, 40]
                .Select(rows => (header, rows)))));

    [Fact]
    public async Task The_contract_made_from_a_file_accepts_the_file_or_a_remark_says_that_it_does_not() =>
        await Tables.Select(Gen.Char[",;\t|"], Gen.Bool, Gen.OneOf("utf-8", "utf-16", "utf-8 with mark")).SampleAsync(
            async (table, delimiter, quoteAll, encoding) =>
            {
                using var folder = new TemporaryFolder();
                var text = Csv(table.Header, table.Rows, delimiter, quoteAll);
                Encoding bytes = encoding == "utf-16" ? Encoding.Unicode : new UTF8Encoding(encoding.EndsWith("mark", StringComparison.Ordinal));
                byte[] content = [.. bytes.GetPreamble(), .. bytes.GetBytes(text)];
                var inferred = await InferContractTests.InferAsync(folder.WriteBytes("a.csv", content));
                using var inbox = new InboxFixture(new TestContract { Whole = inferred.Yaml });
                inbox.DropBytes("a.csv", content);

                var outcome = Assert.Single(await inbox.IngestAsync());

                var isTold = inferred.Remarks.Any(r => r.StartsWith("The gate re", StringComparison.Ordinal));
                Assert.Equal(!isTold, outcome is Landed { RejectedRows: 0 } landed && landed.AcceptedRows == inferred.Rows);
            },
            iter: 150,
            threads: 1);

    [Fact]
    public async Task A_column_of_quoted_values_with_commas_is_one_column_whatever_other_quotes_are_in_its_name()
    {
        using var folder = new TemporaryFolder();

        var inferred = await InferContractTests.AcceptedAsync(folder, "a.csv", Encoding.UTF8.GetBytes("\"a,b'`\"\n\"12,5\"\n\"1970-01-01T10:20:00+10:20\"\n\"12,5\"\n\"12,5\"\n"));

        Assert.Single(inferred.Contract.Columns);
    }

    [Fact]
    public async Task Whatever_the_bytes_are_there_is_a_contract_or_a_reason() =>
        await Gen.OneOf(Gen.OneOf("a,b\n", "1,2\n", "\"x", ";", "\t", "#", "\\\"", "\r", "sep=;\n", "Total", "\0", "é", "1.234,5", "2026-01-31", "'", ",,", "\uFEFF").Select(Encoding.UTF8.GetBytes), Gen.Byte.Array[0, 3])
            .Array[0, 40]
            .SampleAsync(
                async pieces =>
                {
                    using var folder = new TemporaryFolder();
                    var file = folder.WriteBytes("a.csv", [.. pieces.SelectMany(p => p)]);
                    try
                    {
                        Assert.NotNull((await InferContractTests.InferAsync(file)).Contract);
                    }
                    catch (ProducerException refused)
                    {
                        Assert.Contains("Nothing was written", refused.Message, StringComparison.Ordinal);
                    }
                },
                iter: 500,
                threads: 1);

    [Fact]
    public async Task The_contract_made_from_a_parquet_file_accepts_the_file()
    {
        using var folder = new TemporaryFolder();
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var content = ParquetLandingTests.Parquet(inbox, """
            select i as id, i::tinyint as i8, i::utinyint as u8, i::smallint as i16, i::usmallint as u16, i::integer as i32, i::uinteger as u32, i::bigint as i64, i::ubigint as u64,
                i::decimal(9,2) as d9, i::decimal(38,10) as d38, i::float as f, i::double as d, i % 2 = 0 as flag, date '2026-01-31' + i::integer as day,
                timestamptz '2026-01-31 10:00:00Z' as t, timestamp '2026-01-31 10:00:00' as l, timestamp_ms '2026-01-31 10:00:00' as ms, uuid() as u, uuid()::varchar as ut,
                'x' || (i % 3) as s, 'y' || i as name, '\xFF'::blob as bytes, if(i % 2 = 0, i, null) as half, null::varchar as nothing, [i] as list, {'a': 1} as tree,
                i as "_seq", i as "_lake_version", i as " spaced"
            from range(120) as r(i)
            """);

        var inferred = await InferContractTests.AcceptedAsync(folder, "a.parquet", content);

        Assert.Equal(
            [
                "id i64", "i8 i8", "u8 i16", "i16 i16", "u16 i32", "i32 i32", "u32 i64", "i64 i64", "u64 decimal(20,0)", "d9 decimal(9,2)", "d38 decimal(38,10)",
                "f double", "d double", "flag boolean", "day date", "t timestamp", "l timestamp without time zone", "ms timestamp without time zone", "u uuid", "ut uuid",
                "s string", "name string", "bytes binary", "half i64", "nothing string", "seq i64", "lake_version i64", "spaced i64",
            ],
            inferred.Contract.Columns.Select(c => $"{c.Name} {c.Type}"));
        Assert.Contains("# customProperties: [{property: enum, value: [x0, x1, x2]}]", inferred.Yaml, StringComparison.Ordinal);
        Assert.Equal("id", Assert.Single(inferred.Contract.PrimaryKey).Name);
        Assert.Equal(["half", "nothing"], inferred.Contract.Columns.Where(c => !c.Required).Select(c => c.Name));
        Assert.Equal(2, inferred.Remarks.Count(r => r.Contains("it is left out", StringComparison.Ordinal)));
    }

    private static string Csv(string[] header, string?[][] rows, char delimiter, bool quoteAll)
    {
        var csv = new StringBuilder();
        foreach (var row in rows.Prepend(header))
        {
            csv.AppendJoin(delimiter, row.Select(v => Field(v))).Append('\n');
        }

        return csv.ToString();

        string Field(string? text) =>
            text is null ? ""
            // Only quotes keep a file of one column from being split.
            : quoteAll || (header.Length == 1 && text.AsSpan().ContainsAny(Delimiters)) || text.AsSpan().ContainsAny($"\"\r\n{delimiter}") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
