using System.Globalization;
using CsCheck;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>The warehouse returns every value of every type as it is in the lake, in every engine.</summary>
public abstract class TypeTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly IReadOnlyList<(ColumnType Type, Gen<string> Text)> Kinds = KindsOf(38);

    /// <param name="digits">The digits of the widest decimals.</param>
    private static IReadOnlyList<(ColumnType Type, Gen<string> Text)> KindsOf(int digits) =>
    [
        (new(ColumnKind.String), Gen.OneOf(Gen.String, Gen.OneOf(["", " ", "🌍", "it's", "null", "a\tb\nc", "Ünï çödé"]))
            .Select(s => s.Replace("\0", "", StringComparison.Ordinal)).Where(IsUnicode)),
        (new(ColumnKind.Int8), Gen.SByte.Select(Text)),
        (new(ColumnKind.Int16), Gen.Short.Select(Text)),
        (new(ColumnKind.Int32), Gen.OneOf(Gen.Int, Gen.OneOf([int.MinValue, int.MaxValue])).Select(Text)),
        (new(ColumnKind.Int64), Gen.OneOf(Gen.Long, Gen.OneOf([long.MinValue, long.MaxValue])).Select(Text)),
        (ColumnType.Decimal(38, 0), Digits(digits, 0)),
        (ColumnType.Decimal(38, 38), Digits(0, 38, digits)),
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

    private static readonly DataContract AllTypes = Merge("all-types", "1.0.0", null, [
        Key("id"),
        .. Kinds.Select((k, i) => Column(Name(i)) with { Type = k.Type })]);

    [Fact]
    public async Task Keeps_every_value_of_every_type()
    {
        var values = Generate(300, 42);
        await Lake.DropAsync(AllTypes, Rows(values));

        await LoadAsync("all-types");

        await AssertStoredAsync(values);
    }

    /// <summary>The rows equal those of the lake, and one changed value of any column changes their hash.</summary>
    [Fact]
    public async Task Values_of_every_type_are_compared_with_those_of_the_lake()
    {
        await LoadEveryTypeAsync();
        Assert.Empty(await ProblemsAsync());
        var hashes = new HashSet<string> { await HashAsync() };

        foreach (var i in Enumerable.Range(0, Kinds.Count))
        {
            await Engine.ExecuteAsync($"update all_types_v1_data set {Name(i)} = null where id = (select min(id) from all_types_v1_data where {Name(i)} is not null)", Stop);
            Assert.True(hashes.Add(await HashAsync()), $"{Kinds[i].Type}");
        }

        Assert.Contains("the table has other values than the lake", Assert.Single(await ProblemsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeated_rows_are_no_change() => await AssertNoChangeAsync(Generate(300, 42, digits: 37));

    [Fact]
    public async Task Changes_every_value_of_every_type_to_every_other()
    {
        await Lake.DropAsync(AllTypes, Rows(Generate(100, 42)));
        await Lake.DropAsync(AllTypes, Rows(Generate(100, 43)));

        Assert.Equal(100, (await LoadAsync("all-types")).RowsUpdated);

        await AssertStoredAsync(Generate(100, 43));
    }

    [Fact]
    public async Task Delivers_every_value_of_every_type()
    {
        var part = await DropAsync(Rows(Generate(100, 42)));
        await LoadAsync("all-types");
        var read = new BatchRead("all", AllTypes.Dataset, 1, AllTypes.Columns);
        var started = Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("feed", [read], Stop));
        await using var batch = await Warehouse.OpenBatchAsync(started.Run, [read], Stop);

        await batch.ExportAsync("all", Lake.Folder["out.parquet"], FileFormat.Parquet, Stop);

        Assert.Equal(FileText(part), FileText(Lake.Folder["out.parquet"]));
    }

    [Theory]
    [InlineData("null", "''")]
    [InlineData("''", "null")]
    [InlineData("'a'", "'A'")]
    [InlineData("'a'", "'a '")]
    [InlineData("'a'", "'ä'")]
    [InlineData("''", "' '")]
    [InlineData("'ss'", "'ß'")]
    [InlineData("'🌍'", "'🌎'")]
    public async Task Any_two_different_texts_are_a_change(string before, string after)
    {
        var texts = Merge("texts", "1.0.0", null, Key("id"), Column("text"));
        await Lake.DropAsync(texts, $"values (1, {before})");
        await Lake.DropAsync(texts, $"values (1, {after})");

        Assert.Equal(1, (await LoadAsync("texts")).RowsUpdated);
    }

    [Theory]
    [InlineData(@"'\x00'", "''")]
    [InlineData(@"'\x61'", @"'\x6100'")]
    [InlineData("''", "null")]
    public async Task Any_two_different_binaries_are_a_change(string before, string after)
    {
        var binaries = Merge("binaries", "1.0.0", null, Key("id"), Column("bytes", ColumnKind.Binary));
        await Lake.DropAsync(binaries, $"values (1, {before})");
        await Lake.DropAsync(binaries, $"values (1, {after})");

        Assert.Equal(1, (await LoadAsync("binaries")).RowsUpdated);
    }

    /// <summary>Each type as a key and as a value.</summary>
    [Fact]
    public async Task A_negative_zero_equals_a_positive_zero()
    {
        var ratios = Merge("ratios", "1.0.0", null, Key("ratio", ColumnKind.Double), Column("value", ColumnKind.Double), Column("note"));
        await Lake.DropAsync(ratios, "values ('-0', '-0', 'a'), ('1', '-0', 'b')");
        await Lake.DropAsync(ratios, "values ('0', '0', 'a'), ('1', '-0', 'c')");
        await Lake.DropAsync(ratios, "values ('-0', '-0', 'a'), ('1', '0', 'c')");

        var summary = await LoadAsync("ratios");

        Assert.Equal((2, 1), (summary.RowsInserted, summary.RowsUpdated));
        using var csv = new StringWriter();
        await Warehouse.WriteCsvAsync("select ratio, value, note from ratios order by ratio", csv, Stop);
        Assert.Equal("ratio,value,note\n0.0,0.0,a\n1.0,0.0,c\n", csv.ToString());
    }

    /// <summary>Equality is exact in both directions, null included.</summary>
    protected async Task AssertNoChangeAsync(List<string?[]> values)
    {
        await Lake.DropAsync(AllTypes, Rows(values));
        await Lake.DropAsync(AllTypes, Rows(values));

        var summary = await LoadAsync("all-types");

        Assert.Empty(await RowsAsync("select id from all_types where _lake_version > 0 order by id"));
        Assert.Equal((values.Count, 0), (summary.RowsInserted, summary.RowsUpdated));
    }

    /// <summary>The values of a column by id, as texts that distinguish null from empty.</summary>
    protected abstract Task<IReadOnlyList<string>> StoredAsync(string column, ColumnType type);

    /// <summary>The texts of the same values without the table.</summary>
    protected abstract Task<IReadOnlyList<string>> ExpectedAsync(ColumnType type, IEnumerable<string?> values);

    protected static string Literal(string? text) =>
        text is null ? "null" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(int column) => "c" + column.ToString(CultureInfo.InvariantCulture);

    private static string Rows(IEnumerable<string?[]> values) => "values " + string.Join(
        ",\n", values.Select((r, i) => $"({i.ToString(CultureInfo.InvariantCulture)}, {string.Join(", ", r.Select(Literal))})"));

    private static IReadOnlyList<string> FileText(string parquet) => FileQuery.Rows(
        $"select {string.Join(", ", AllTypes.Columns.Select(c => $"coalesce('<' || cast({c.Name} as varchar) || '>', 'null')"))} from '{parquet}' order by id");

    private async Task AssertStoredAsync(List<string?[]> values)
    {
        for (var column = 0; column < Kinds.Count; column++)
        {
            var type = Kinds[column].Type;
            Assert.Equal(await ExpectedAsync(type, values.Select(r => r[column])), await StoredAsync(Name(column), type));
        }
    }

    /// <returns>The part that was written.</returns>
    /// <summary>Loads values of every type, in two commits.</summary>
    protected async Task<DataContract> LoadEveryTypeAsync()
    {
        await Lake.DropAsync(AllTypes, Rows(Generate(300, 42)));
        await Lake.DropAsync(AllTypes, Rows(Generate(100, 43)));
        await LoadAsync("all-types");
        return AllTypes;
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync() =>
        (await new VerifyLoads(Lake.NewStore(), NewWarehouse(), Options).RunAsync(AllTypes.Dataset, Lake.Catalog, Stop)).Problems;

    private async Task<string> HashAsync()
    {
        var exported = new ExportedContent(Warehouse, Engines.All[Options.Engine].Dialect, new DuckDbMemory(Options, NullLogger.Instance));
        return string.Join(", ", (await exported.OfAsync(new LakeTableId(AllTypes.Dataset, 1), AllTypes, Stop)).OrderBy(h => h.Key.Number));
    }

    private async Task<string> DropAsync(string rows)
    {
        await Lake.DropAsync(AllTypes, rows);
        return (await Lake.CommitsAsync(AllTypes))[0].Parts[0].Path;
    }

    /// <summary>Every fifth value is null.</summary>
    protected static List<string?[]> Generate(int count, ulong seed, int digits = 38)
    {
        var kinds = KindsOf(digits);
        var rows = new List<string?[]>();
        var random = new PCG(1, seed);
        for (var i = 0; i < count; i++)
        {
            rows.Add([.. kinds.Select(k => random.Next(5) == 0 ? null : k.Text.Generate(random, null, out _))]);
        }

        return rows;
    }

    /// <param name="most">The number of digits from the right that may be other than 0.</param>
    private static Gen<string> Digits(int whole, int fraction, int most = 38) =>
        Gen.Select(Gen.Char['0', '9'].Array[whole + fraction], Gen.Bool).Select((digits, negative) =>
        {
            var text = new string(digits);
            text = new string('0', Math.Max(0, text.Length - most)) + text[Math.Max(0, text.Length - most)..];
            var number = (whole == 0 ? "0" : text[..whole]) + (fraction == 0 ? "" : "." + text[whole..]);
            return (negative ? "-" : "") + number;
        });

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static bool IsUnicode(string text) => text.EnumerateRunes().All(r => r.Value != 0xFFFD);
}
