using System.Globalization;
using System.Text.Json;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>NaN and infinity in a column of doubles, which a contract accepts or not.</summary>
public sealed class NonFiniteTests
{
    private const string Takes = "name: v, logicalType: number, customProperties: [{property: nonFinite, value: accept}]";

    private const string Hint = "is not a finite number; to accept NaN and infinity, write {property: nonFinite, value: accept}";

    /// <summary>The bits of a NaN with a sign, and of one with a payload.</summary>
    private const ulong Signed = 0xFFF8_0000_0000_0000;
    private const ulong Loaded = 0x7FF8_0000_0000_1234;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("NaN", "nan")]
    [InlineData("nan", "nan")]
    [InlineData("NAN", "nan")]
    [InlineData("-nan", "nan")]
    [InlineData("Inf", "inf")]
    [InlineData("inf", "inf")]
    [InlineData("+Inf", "inf")]
    [InlineData("Infinity", "inf")]
    [InlineData("+INFINITY", "inf")]
    [InlineData("-Inf", "-inf")]
    [InlineData("-Infinity", "-inf")]
    [InlineData("1.5", "1.5")]
    public async Task The_words_of_other_programs_are_read_if_the_contract_accepts_them(string word, string expected)
    {
        using var inbox = new InboxFixture(new TestContract(Takes) { OnViolation = "{maxRejectPercent: 0}" });

        await inbox.IngestAsync<Landed>("a.csv", $"v\n{word}\n");

        Assert.Equal([expected], inbox.Rows());
    }

    [Theory]
    [InlineData("Infinit")]
    [InlineData("--inf")]
    [InlineData(" nan")]
    [InlineData("1.#INF")]
    [InlineData("∞")]
    [InlineData("-")]
    [InlineData("1e999")]
    public async Task Other_words_are_no_numbers_there_either(string word) => await AssertRejectedAsync(Takes, word, "type", "is not double");

    [Theory]
    [InlineData("name: v, logicalType: number", "NaN")]
    [InlineData("name: v, logicalType: number", "-inf")]
    [InlineData("name: v, logicalType: number, customProperties: [{property: nonFinite, value: reject}]", "Infinity")]
    public async Task A_rejection_says_how_a_contract_can_accept_them(string column, string word) => await AssertRejectedAsync(column, word, "type", Hint);

    [Fact]
    public async Task A_word_that_means_null_is_null()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Takes) { Csv = "{nullValues: ['', NaN]}" });

        await inbox.IngestAsync<Landed>("a.csv", "id,v\n1,NaN\n2,nan\n3,\n");

        Assert.Equal(["1|null", "2|nan", "3|null"], inbox.Rows());
    }

    [Theory]
    [InlineData("{decimal: ',', thousands: '.', delimiter: ';'}", "-Inf")]
    [InlineData("{thousands: ' '}", "-Inf")]
    public async Task They_have_no_decimal_separator(string csv, string word)
    {
        using var inbox = new InboxFixture(new TestContract(Takes) { Csv = csv });

        await inbox.IngestAsync<Landed>("a.csv", $"v\n{word}\n");

        Assert.Equal(["-inf"], inbox.Rows());
    }

    [Theory]
    [InlineData("minimum: 0", "NaN", "minimum", "is not a number, so it breaks every bound; the minimum is 0")]
    [InlineData("maximum: 9", "NaN", "maximum", "is not a number, so it breaks every bound; the maximum is 9")]
    [InlineData("minimum: 0", "-Inf", "minimum", "is below the minimum 0")]
    [InlineData("maximum: 9", "Inf", "maximum", "is above the maximum 9")]
    public async Task Bounds_hold_for_infinity_and_NaN_is_within_none(string bound, string word, string rule, string message) =>
        await AssertRejectedAsync($"{Takes}, logicalTypeOptions: {{{bound}}}", word, rule, message);

    [Fact]
    public async Task Infinity_is_beyond_a_bound_only_on_one_side()
    {
        using var inbox = new InboxFixture(new TestContract($"{Takes}, logicalTypeOptions: {{minimum: 0}}"));

        await inbox.IngestAsync<Landed>("a.csv", "v\nInf\n");

        Assert.Equal(["inf"], inbox.Rows());
    }

    [Fact]
    public async Task An_enum_of_numbers_has_neither()
    {
        var column = Takes.Replace("[{", "[{property: enum, value: [1, 2]}, {", StringComparison.Ordinal);

        await AssertRejectedAsync(column, "NaN", "enum", "is not one of 1, 2");
        await AssertRejectedAsync(column, "Inf", "enum", "is not one of 1, 2");
    }

    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    public async Task Parquet_values_are_accepted_if_the_contract_accepts_them(string type)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Takes));

        await ParquetLandingTests.Ingest<Landed>(
            inbox, $"select i::bigint as id, v::{type} as v from (values (1, 'nan'), (2, 'inf'), (3, '-inf'), (4, '1.5'), (5, null)) t(i, v)");

        Assert.Equal(["1|nan", "2|inf", "3|-inf", "4|1.5", "5|null"], inbox.Rows());
    }

    [Theory]
    [InlineData("'nan'::double", "NaN")]
    [InlineData("'-inf'::float", "-Infinity")]
    public async Task A_rejection_of_a_Parquet_value_says_how_a_contract_can_accept_it(string value, string shown)
    {
        using var inbox = new InboxFixture(new TestContract("name: v, logicalType: number") { OnViolation = "{maxRejectPercent: 50}" });

        var landed = await ParquetLandingTests.Ingest<Landed>(inbox, $"select 1.5::double as v union all select {value}");

        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal(("type", shown), (violation.Rule, violation.Value));
        Assert.Contains(Hint, await RejectedRowsAsync(landed), StringComparison.Ordinal);
    }

    /// <summary>Compares bits: a reader that compares bits must see only one NaN.</summary>
    [Fact]
    public async Task Every_NaN_is_stored_as_the_same_one()
    {
        using var inbox = new InboxFixture(new TestContract(Takes));

        // The NaNs of C, .NET and Parquet writers: without a sign, with a sign, with a payload.
        var parquet = ParquetLandingTests.Parquet(inbox, "select * from (values (1.5::double), (2.5::double), (3.5::double)) t(v)", "compression uncompressed");
        Replace(parquet, 1.5, 0x7FF8_0000_0000_0000);
        Replace(parquet, 2.5, Signed);
        Replace(parquet, 3.5, Loaded);

        Assert.Equal(3, (await inbox.IngestAsync<Landed>("a.parquet", parquet)).AcceptedRows);
        await inbox.IngestAsync<Landed>("b.csv", "v\n-nan\n");

        Assert.Equal(["nan"], inbox.Rows("select distinct v from lake"));
        foreach (var part in inbox.Log().Files.Select(f => File.ReadAllBytes(f.FullPath)))
        {
            Assert.Equal(-1, part.AsSpan().IndexOf(BitConverter.GetBytes(Signed)));
            Assert.Equal(-1, part.AsSpan().IndexOf(BitConverter.GetBytes(Loaded)));
        }
    }

    /// <summary>DuckDB skips row groups and pages by their bounds, and sorts NaN above every number.</summary>
    [Theory]
    [InlineData("v > 100", 2)]
    [InlineData("v = 'nan'::double", 1)]
    [InlineData("isnan(v)", 1)]
    [InlineData("v = 'inf'::double", 1)]
    [InlineData("v < -100", 1)]
    [InlineData("v < 2", 1001)]
    public async Task A_filter_finds_rows_of_parts_that_have_them(string filter, int rows)
    {
        using var inbox = new InboxFixture(new TestContract(Takes));
        var numbers = string.Concat(Enumerable.Range(0, 1000).Select(i => (i / 1000m).ToString(CultureInfo.InvariantCulture) + "\n"));

        await inbox.IngestAsync<Landed>("a.csv", "v\n" + numbers + "NaN\nInf\n-Inf\n");

        Assert.Equal(rows.ToString(CultureInfo.InvariantCulture), inbox.Row($"select count(*) from lake where {filter}"));
        Assert.False(Bounds(inbox).TryGetProperty("v", out _));
    }

    [Theory]
    [InlineData("1\\n2", "3", null)]
    [InlineData("1\\nNaN", "\"NaN\"", null)]
    [InlineData("1\\nInf", "\"Infinity\"", null)]
    [InlineData("1\\nInf", "\"-inf\"", "The sum of 'v' is inf, but the sidecar says -inf")]
    [InlineData("1\\nNaN", "1", "The sum of 'v' is nan, but the sidecar says 1")]
    [InlineData("1\\n2", "\"NaN\"", "The sum of 'v' is 3.0, but the sidecar says NaN")]
    public async Task A_sidecar_may_have_NaN_or_infinity_as_a_sum(string values, string sum, string? refusal)
    {
        using var inbox = new InboxFixture(new TestContract(Takes));
        inbox.Drop("a.csv.meta.json", $$$"""{"sums": {"v": {{{sum}}}}}""");
        inbox.Drop("a.csv", "v\n" + values.Replace("\\n", "\n", StringComparison.Ordinal) + "\n");

        var outcome = Assert.Single(await inbox.IngestAsync());

        Assert.Equal(refusal is null, outcome is Landed);
        Assert.Contains(refusal ?? "", (outcome as Quarantined)?.Reason ?? "", StringComparison.Ordinal);
    }

    private static async Task AssertRejectedAsync(string column, string word, string rule, string message)
    {
        using var inbox = new InboxFixture(new TestContract(column) { OnViolation = "{maxRejectPercent: 100}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", $"v\n{word}\n");

        Assert.Equal(rule, Assert.Single(inbox.Reason(landed.LoadId).Violations).Rule);
        Assert.Contains(message, await RejectedRowsAsync(landed), StringComparison.Ordinal);
    }

    private static void Replace(byte[] content, double number, ulong bits)
    {
        var found = 0;
        for (int at; (at = content.AsSpan().IndexOf(BitConverter.GetBytes(number))) >= 0; found++)
        {
            BitConverter.GetBytes(bits).CopyTo(content, at);
        }

        Assert.NotEqual(0, found);
    }

    /// <summary>The minimum values of the only part, from the log.</summary>
    private static JsonElement Bounds(InboxFixture inbox)
    {
        var add = File.ReadLines(Path.Combine(inbox.TableFolder(), "_delta_log", "00000000000000000000.json"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Single(action => action.TryGetProperty("add", out _))
            .GetProperty("add");
        return JsonDocument.Parse(add.GetProperty("stats").GetString()!).RootElement.GetProperty("minValues");
    }

    private static Task<string> RejectedRowsAsync(Landed landed) =>
        File.ReadAllTextAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), Ct);
}
