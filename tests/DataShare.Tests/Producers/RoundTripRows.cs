using System.Globalization;
using System.Text;
using CsCheck;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>Rows with a value in each column of <see cref="RoundTripColumn.All"/>.</summary>
internal static class RoundTripRows
{
    private const string Null = "NULL";

    public static Gen<RoundTripValue[][]> Gen { get; } = CsCheck.Gen
        .Const(0)
        .SelectMany(_ => RoundTripColumn.All.Aggregate(
            CsCheck.Gen.Const(Array.Empty<RoundTripValue>()),
            (row, column) => row.Select(column.Values, (values, value) => (RoundTripValue[])[.. values, value])))
        .Array[1, 30];

    /// <summary>An inbox whose contract has these columns.</summary>
    /// <param name="csv">The dialect of its files; null for the dialect that <see cref="Csv"/> writes.</param>
    public static InboxFixture NewInbox(IReadOnlyList<RoundTripColumn> columns, string? csv = null) =>
        new(new TestContract([.. columns.Select(c => c.Property)])
        {
            Csv = csv ?? $"{{nullValues: ['{Null}']}}",
            OnViolation = "{unknownColumn: ignore, maxRejectPercent: 0}",
        });

    public static string Csv(RoundTripValue[][] rows, bool quoteAll, string lineEnd)
    {
        var csv = new StringBuilder(string.Join(',', RoundTripColumn.All.Select(c => c.Name))).Append(lineEnd);
        foreach (var row in rows)
        {
            csv.AppendJoin(',', row.Select(v => v.Csv is null ? Null : Field(v.Csv, quoteAll))).Append(lineEnd);
        }

        return csv.ToString();
    }

    /// <summary>Compares the rows in the lake with the expected values.</summary>
    public static void AssertSame(IReadOnlyList<RoundTripColumn> columns, IReadOnlyList<IReadOnlyList<string?>> expected, InboxFixture inbox)
    {
        var part = Assert.Single(inbox.Log().Files).FullPath;
        var found = DuckDb.Values($"select {string.Join(", ", columns.Select(c => c.Shown))} from '{part}' order by _source_row");
        Assert.Equal(expected.Count, found.Count);
        foreach (var (row, lake) in expected.Zip(found))
        {
            foreach (var (column, value, text) in columns.Zip(row, lake))
            {
                var shown = column.Name == "double" ? Double((string?)text) : text;
                Assert.Equal($"{column.Name}: {value ?? Null}", $"{column.Name}: {shown ?? Null}");
            }
        }
    }

    private static string Field(string text, bool quoteAll) =>
        quoteAll || text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>DuckDB writes the same number in another form.</summary>
    private static string? Double(string? text) =>
        text is null ? null : double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
}
