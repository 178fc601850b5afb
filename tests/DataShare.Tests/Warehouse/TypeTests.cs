using System.Globalization;
using CsCheck;
using DataShare.Schemas;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Every value of every type comes out of the warehouse as it is in the lake, whatever the engine.</summary>
public abstract class TypeTests : WarehouseTestBase
{
    private static readonly IReadOnlyList<(ColumnType Type, Gen<string> Text)> Kinds =
    [
        (new(ColumnKind.String), Gen.OneOf(Gen.String, Gen.OneOf(["", " ", "🌍", "it's", "null", "a\tb\nc", "Ünï çödé"]))
            .Select(s => s.Replace("\0", "", StringComparison.Ordinal)).Where(IsUnicode)),
        (new(ColumnKind.Int8), Gen.SByte.Select(Text)),
        (new(ColumnKind.Int16), Gen.Short.Select(Text)),
        (new(ColumnKind.Int32), Gen.OneOf(Gen.Int, Gen.OneOf([int.MinValue, int.MaxValue])).Select(Text)),
        (new(ColumnKind.Int64), Gen.OneOf(Gen.Long, Gen.OneOf([long.MinValue, long.MaxValue])).Select(Text)),
        (ColumnType.Decimal(38, 0), Digits(38, 0)),
        (ColumnType.Decimal(38, 38), Digits(0, 38)),
        (ColumnType.Decimal(18, 2), Digits(16, 2)),
        (ColumnType.Decimal(4, 1), Digits(3, 1)),
        (new(ColumnKind.Double), Gen.Double.Where(double.IsFinite).Select(d => d.ToString("R", CultureInfo.InvariantCulture))),
        (new(ColumnKind.Boolean), Gen.Bool.Select(b => b ? "true" : "false")),
        (new(ColumnKind.Date), Gen.Date.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        (new(ColumnKind.Timestamp), Moments.Select(t => t + "+00")),
        (new(ColumnKind.TimestampLocal), Moments),
        (new(ColumnKind.Uuid), Gen.Guid.Select(g => g.ToString())),
        (new(ColumnKind.Binary), Gen.Byte.Array[0, 20].Select(b => string.Concat(b.Select(x => @"\x" + x.ToString("X2", CultureInfo.InvariantCulture))))),
    ];

    private static Gen<string> Moments => Gen.DateTime.Select(t => t.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Keeps_every_value_of_every_type()
    {
        var contract = Merge("all-types", "1.0.0", null, [
            Key("id"),
            .. Kinds.Select((k, i) => Column("c" + i.ToString(CultureInfo.InvariantCulture)) with { Type = k.Type })]);
        var expected = Generate(300);
        var rows = expected.Select((r, i) => $"({i.ToString(CultureInfo.InvariantCulture)}, {string.Join(", ", r.Select(Literal))})");
        await Lake.DropAsync(contract, "values " + string.Join(",\n", rows));

        await LoadAsync("all-types");

        for (var column = 0; column < Kinds.Count; column++)
        {
            // Compared as text: no CLR type holds 38 digits. The lake's own text is the measure where forms differ.
            var name = "c" + column.ToString(CultureInfo.InvariantCulture);
            var stored = await RowsAsync($"select {TextOf(name)} from all_types order by id");
            var wanted = await RowsAsync(ExpectedSql(Kinds[column].Type, expected.Select(r => r[column])));
            Assert.Equal(wanted, stored);
        }

        // The same rows once more are no change: equality is exact in both directions, null included.
        await Lake.DropAsync(contract, "values " + string.Join(",\n", rows));
        var again = await LoadAsync("all-types");
        Assert.Equal((0, 0), (again.RowsInserted, again.RowsUpdated));
    }

    /// <summary>A column's text in the engine's SQL, with null told from empty.</summary>
    protected abstract string TextOf(string column);

    /// <summary>The same text of values that never were in a table.</summary>
    protected abstract string ExpectedSql(ColumnType type, IEnumerable<string?> values);

    protected static string Literal(string? text) =>
        text is null ? "null" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Every fifth value is null.</summary>
    private static List<string?[]> Generate(int count)
    {
        var rows = new List<string?[]>();
        var random = new PCG(1, 42);
        for (var i = 0; i < count; i++)
        {
            rows.Add([.. Kinds.Select(k => random.Next(5) == 0 ? null : k.Text.Generate(random, null, out _))]);
        }

        return rows;
    }

    private static Gen<string> Digits(int whole, int fraction) =>
        Gen.Select(Gen.Char['0', '9'].Array[whole + fraction], Gen.Bool).Select((digits, negative) =>
        {
            var text = new string(digits);
            var number = (whole == 0 ? "0" : text[..whole]) + (fraction == 0 ? "" : "." + text[whole..]);
            return (negative ? "-" : "") + number;
        });

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static bool IsUnicode(string text) => text.EnumerateRunes().All(r => r.Value != 0xFFFD);
}
