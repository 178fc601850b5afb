using CsCheck;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>The same rule in other words is not a change; a similar rule is one.</summary>
public sealed class SameMeaningTests
{
    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {minimum: 1}", "logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 0}")]
    [InlineData("logicalType: integer, logicalTypeOptions: {maximum: 9}", "logicalType: integer, logicalTypeOptions: {exclusiveMaximum: 10}")]
    [InlineData("logicalType: integer, logicalTypeOptions: {minimum: 01}", "logicalType: integer, logicalTypeOptions: {minimum: 1}")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i8}", "logicalType: integer, logicalTypeOptions: {format: i8, minimum: -128, maximum: 127}")]
    [InlineData("logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {minimum: 0.01}", "logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {exclusiveMinimum: 0}")]
    [InlineData("logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {minimum: 0.01}", "logicalType: number, physicalType: 'numeric(6, 2)', logicalTypeOptions: {minimum: 0.005}")]
    [InlineData("logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {maximum: -0.01}", "logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {maximum: -0.005}")]
    [InlineData("logicalType: number, physicalType: 'decimal(6,2)'", "logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {maximum: 9999.99}")]
    [InlineData("logicalType: number, logicalTypeOptions: {maximum: 1.5}", "logicalType: number, logicalTypeOptions: {maximum: 15e-1}")]
    [InlineData("logicalType: date, logicalTypeOptions: {minimum: 2026-01-01}", "logicalType: date, logicalTypeOptions: {exclusiveMinimum: 2025-12-31}")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {minimum: 2026-01-01}", "logicalType: timestamp, logicalTypeOptions: {minimum: '2026-01-01T01:00:00+01:00'}")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {minimum: '2026-01-01T00:00:00.000001Z'}", "logicalType: timestamp, logicalTypeOptions: {exclusiveMinimum: 2026-01-01}")]
    [InlineData("logicalType: string", "logicalType: string, logicalTypeOptions: {minLength: 0}")]
    [InlineData("logicalType: string, enum: [{value: A}, {value: B}]", "logicalType: string, enum: [{value: B}, {value: A}]")]
    [InlineData("logicalType: string, enum: [{value: A}, {value: B}]", "logicalType: string, customProperties: [{property: enum, value: [B, A]}, {property: enumOpen, value: false}]")]
    [InlineData("logicalType: number, enum: [{value: 1}, {value: 2}]", "logicalType: number, enum: [{value: 2.0}, {value: 1}]")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: uuid}, enum: [{value: 2F1B9E5E8F3C4C5E9A533B1F6F2F6F10}]", "logicalType: string, logicalTypeOptions: {format: uuid}, enum: [{value: 2f1b9e5e-8f3c-4c5e-9a53-3b1f6f2f6f10}]")]
    [InlineData("logicalType: number, customProperties: [{property: default, value: 1}]", "logicalType: number, customProperties: [{property: default, value: '1.0'}]")]
    [InlineData("logicalType: timestamp, customProperties: [{property: default, value: 2026-01-01}]", "logicalType: timestamp, customProperties: [{property: default, value: '2026-01-01T00:00:00Z'}]")]
    [InlineData("logicalType: string, customProperties: [{property: aliases, value: [a, b]}]", "logicalType: string, customProperties: [{property: aliases, value: [b, a]}]")]
    [InlineData("logicalType: number", "logicalType: number, physicalType: double, logicalTypeOptions: {format: f64}")]
    [InlineData("logicalType: string, unique: true", "logicalType: string, quality: [{metric: duplicateValues, mustBeLessThan: 1}]")]
    [InlineData("logicalType: string, required: true", "logicalType: string, required: true, quality: [{metric: nullValues, mustBe: 0}]")]
    [InlineData("logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [a, b]}, mustBe: 0}]", "logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [b, a]}, mustBe: 0}]")]
    public void A_column_that_accepts_the_same_values_has_not_changed(string before, string after)
    {
        var (one, other) = (Versions.Of("1.0.0", $"{{id: c1, name: c, {before}}}"), Versions.Of("1.0.1", $"{{id: c1, name: c, {after}}}"));

        Assert.Empty(ContractComparison.Of(one, other));
        Assert.Empty(ContractComparison.Of(other, one));
    }

    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {minimum: 1}", "logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 1}", "rule-tightened")]
    [InlineData("logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 0}", "logicalType: integer, logicalTypeOptions: {minimum: 0}", "rule-loosened")]
    [InlineData("logicalType: number, logicalTypeOptions: {minimum: 1}", "logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0}", "rule-loosened")]
    [InlineData("logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {minimum: 0.01}", "logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {minimum: 0.015}", "rule-tightened")]
    [InlineData("logicalType: string, logicalTypeOptions: {maxLength: 3}", "logicalType: string, logicalTypeOptions: {maxLength: 3, pattern: '.{0,3}'}", "rule-tightened")]
    [InlineData("logicalType: string, quality: [{metric: nullValues, mustBe: 0}]", "logicalType: string", "rule-loosened")]
    [InlineData("logicalType: string, quality: [{metric: nullValues, mustBe: 0, severity: error}]", "logicalType: string, quality: [{metric: nullValues, mustBe: 0, severity: warning}]", "rule-loosened")]
    [InlineData("logicalType: string", "logicalType: string, quality: [{metric: nullValues, mustBe: 0, severity: warning}]", "quality-warning-changed")]
    [InlineData("logicalType: string", "logicalType: string, logicalTypeOptions: {format: email}", "rule-tightened")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: byte}", "logicalType: string", "rule-loosened")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: email}", "logicalType: string, logicalTypeOptions: {format: uri}", "format-changed")]
    [InlineData("logicalType: number, logicalTypeOptions: {format: f32}", "logicalType: number", "rule-loosened")]
    public void A_column_that_accepts_nearly_the_same_values_has_changed(string before, string after, string rule) => Assert.Equal(
        rule,
        Assert.Single(ContractComparison.Of(Versions.Of("1.0.0", $"{{id: c1, name: c, {before}}}"), Versions.Of("1.1.0", $"{{id: c1, name: c, {after}}}"))).Rule);

    [Theory]
    [InlineData("mustBeGreaterThan: 99", "mustBeGreaterOrEqualTo: 100", null)]
    [InlineData("mustBeGreaterThan: 99.5", "mustBeGreaterOrEqualTo: 100", null)]
    [InlineData("mustBeLessThan: 5", "mustBeBetween: [0, 4]", null)]
    [InlineData("mustBe: 0", "mustBeLessOrEqualTo: 0", null)]
    [InlineData("mustNotBe: 0", "mustBeGreaterThan: 0", null)]
    [InlineData("mustNotBeBetween: [0, 9]", "mustBeGreaterThan: 9", null)]
    [InlineData("mustBe: 7", "mustBe: 7.0", null)]
    [InlineData("mustBeBetween: [1, 9]", "mustBeBetween: [2, 8]", "rule-tightened")]
    [InlineData("mustBeBetween: [1, 9]", "mustBeGreaterThan: 0", "rule-loosened")]
    [InlineData("mustBeBetween: [1, 9]", "mustBeBetween: [2, 10]", "rule-changed")]
    [InlineData("mustBeGreaterThan: 99", "mustBeGreaterOrEqualTo: 99", "rule-loosened")]
    [InlineData("mustBeLessThan: 5, unit: percent", "mustBeLessOrEqualTo: 4, unit: percent", "rule-tightened")]
    public void A_count_is_compared_by_the_numbers_that_pass(string before, string after, string? rule) =>
        AssertRule(rule, Counted("1.0.0", $"{{metric: rowCount, {before}}}"), Counted("1.1.0", $"{{metric: rowCount, {after}}}"));

    [Theory]
    [InlineData("{metric: rowCount, mustBeBetween: [1, 9]}", "{metric: rowCount, mustBeGreaterThan: 0}, {metric: rowCount, mustBeLessThan: 10}", null)]
    [InlineData("{metric: rowCount, mustBeGreaterThan: 5}", "{metric: rowCount, mustBeGreaterThan: 5}, {metric: rowCount, mustBeGreaterThan: 1}", null)]
    [InlineData("{metric: rowCount, mustBeGreaterOrEqualTo: 0}", "", null)]
    [InlineData("{type: sql, query: 'select  count(*)\tfrom orders ;', mustBe: 0}", "{type: sql, query: 'select count(*) from orders', mustBe: 0.0}", null)]
    [InlineData("{type: sql, query: 'select 1 from orders', mustBeGreaterThan: 0}", "{type: sql, query: 'select 1 from orders', mustBeGreaterOrEqualTo: 1}", "rule-tightened")]
    [InlineData("{type: sql, query: 'select 1 from orders', mustBeGreaterOrEqualTo: 0}", "", "rule-loosened")]
    [InlineData("{type: sql, query: 'select 1 from orders', mustBe: 0}", "{type: sql, query: 'select 2 from orders', mustBe: 0}", "rule-changed")]
    [InlineData("{type: sql, query: \"select 'a  b'\", mustBe: x}", "{type: sql, query: \"select 'a b'\", mustBe: x}", "rule-changed")]
    [InlineData("{metric: rowCount, mustBeGreaterThan: 5}", "{metric: rowCount, mustBeGreaterThan: 4}, {metric: rowCount, mustBeLessThan: 100}", "rule-changed")]
    public void Rules_about_the_same_metric_are_compared_together(string before, string after, string? rule) =>
        AssertRule(rule, Counted("1.0.0", before), Counted("1.1.0", after));

    [Theory]
    [InlineData("encoding: latin1", "encoding: iso-8859-1")]
    [InlineData("nullValues: ['', NA]", "nullValues: [NA, '']")]
    [InlineData("trueValues: [Y, J], falseValues: [n]", "trueValues: [j, y], falseValues: [N]")]
    public void A_dialect_that_reads_in_the_same_way_has_not_changed(string before, string after) => Assert.Empty(ContractComparison.Of(
        Versions.Read("1.0.0", "FULL", Dialect(before), "{name: c, logicalType: string}"), Versions.Read("1.0.1", "FULL", Dialect(after), "{name: c, logicalType: string}")));

    [Theory]
    [InlineData("{property: frequency, value: 1, unit: d}", "{property: frequency, value: 24, unit: hours}", null)]
    [InlineData("{property: availability, value: 99, unit: '%'}", "{property: availability, value: 99.0, unit: percent}", null)]
    [InlineData("{property: latency, value: 60}", "{property: latency, value: 1, unit: min}", "service-level-weakened")]
    [InlineData("{property: throughput, value: 60, unit: '%'}", "{property: throughput, value: 1, unit: min}", "service-level-weakened")]
    public void A_service_level_in_another_unit_has_not_changed(string before, string after, string? rule) => AssertRule(
        rule,
        Versions.Read("1.0.0", "FULL", $"slaProperties: [{before}]", "{name: c, logicalType: string}"),
        Versions.Read("1.1.0", "FULL", $"slaProperties: [{after}]", "{name: c, logicalType: string}"));

    [Theory]
    [InlineData("", "relationships: [{to: customers.id}]", "rule-tightened")]
    [InlineData("relationships: [{to: customers.id}]", "", "rule-loosened")]
    [InlineData("relationships: [{to: customers.id}]", "relationships: [{to: customers.id}]", null)]
    public void A_reference_is_a_rule(string before, string after, string? rule) => AssertRule(
        rule,
        Versions.Of("1.0.0", $"{{name: c, logicalType: integer{(before.Length > 0 ? ", " + before : "")}}}"),
        Versions.Of("1.1.0", $"{{name: c, logicalType: integer{(after.Length > 0 ? ", " + after : "")}}}"));

    [Theory]
    [InlineData("{from: [orders.a, orders.b], to: [customers.x, customers.y]}", "{from: [orders.b, orders.a], to: [customers.y, customers.x]}", true)]
    [InlineData("{from: [orders.a, orders.b], to: [customers.x, customers.y]}", "{from: [orders.a, orders.b], to: [customers.y, customers.x]}", false)]
    public void A_reference_of_several_columns_names_them_in_any_order(string before, string after, bool isSame)
    {
        var contract = Versions.Of("1.0.0", "{name: a, logicalType: integer}", "{name: b, logicalType: integer}");
        var (one, two) = (With(before), With(after));

        Assert.Equal(isSame, ContractComparison.Of(one, two).Count == 0);

        DataContract With(string reference) =>
            ContractText.Valid(contract.SourceText.Replace("- name: orders\n", $"- name: orders\n    relationships: [{reference}]\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("logicalType: string, logicalTypeOptions: {format: email}", "logicalType: string, logicalTypeOptions: {format: uri}")]
    [InlineData("logicalType: integer", "logicalType: integer, relationships: [{to: customers.id}]")]
    public void A_change_that_earlier_programs_did_not_see_does_not_refuse_the_next_version(string first, string second)
    {
        DataContract[] earlier = [Versions.Of("1.0.0", $"{{id: c1, name: c, {first}}}"), Versions.Of("1.0.1", $"{{id: c1, name: c, {second}}}")];

        Assert.True(Versions.Judge(Versions.Of("1.1.0", $"{{id: c1, name: c, {second}}}", "{id: c2, name: note, logicalType: string}"), earlier).IsAdmitted);
        Assert.False(Versions.Judge(Versions.Of("1.1.0", $"{{id: c1, name: c, {first}}}"), earlier).IsAdmitted);
    }

    /// <summary>Compares every comparison with every other, by the counts that pass.</summary>
    [Fact]
    public void Comparisons_of_counts_are_judged_as_the_counts_that_pass() => Gen.Select(Comparisons.Array[1, 2], Comparisons.Array[1, 2]).Sample(
        (before, after) =>
        {
            var change = ContractComparison.Of(Counted(before), Counted(after)).SingleOrDefault();
            var (old, now) = (Counts.Where(n => before.All(r => Passes(r, n))).ToList(), Counts.Where(n => after.All(r => Passes(r, n))).ToList());
            Assert.Equal(old.Except(now).Any(), change?.Breaks.HasFlag(Directions.Backward) is true);
            Assert.Equal(now.Except(old).Any(), change?.Breaks.HasFlag(Directions.Forward) is true);
        },
        iter: 20_000);

    private static IReadOnlyList<decimal> Counts { get; } = [.. Enumerable.Range(0, 12).Select(n => (decimal)n)];

    private static Gen<QualityRule> Comparisons { get; } = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 18], Gen.Int[0, 18]).Select((operation, one, other) =>
    {
        string[] operations = ["mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan", "mustBeLessOrEqualTo", "mustBeBetween", "mustNotBeBetween"];
        var (low, high) = (Math.Min(one, other) / 2m, Math.Max(one, other) / 2m);
        return new QualityRule("rowCount", operations[operation], operation > 5 ? FormattableString.Invariant($"{low},{high}") : FormattableString.Invariant($"{low}"), []);
    });

    private static bool Passes(QualityRule rule, decimal count)
    {
        var values = rule.Value!.Split(',').Select(v => decimal.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return rule.Operator switch
        {
            "mustBe" => count == values[0],
            "mustNotBe" => count != values[0],
            "mustBeGreaterThan" => count > values[0],
            "mustBeGreaterOrEqualTo" => count >= values[0],
            "mustBeLessThan" => count < values[0],
            "mustBeLessOrEqualTo" => count <= values[0],
            "mustBeBetween" => count >= values[0] && count <= values[1],
            _ => count < values[0] || count > values[1],
        };
    }

    private static DataContract Counted(QualityRule[] rules) => new()
    {
        Dataset = DatasetName.Parse("orders"),
        Version = new ContractVersion(1, 0, 0),
        Columns = [new ContractColumn { Id = "c", Name = "c", Type = new(ColumnKind.String) }],
        Quality = rules,
        SourceFile = "orders.odcs.yaml",
        SourceText = "",
    };

    private static DataContract Counted(string version, string rules) => ContractText.Valid(
        Versions.Of(version, "{name: c, logicalType: string}").SourceText.Replace("    properties:", $"    quality: [{rules}]\n    properties:", StringComparison.Ordinal));

    private static string Dialect(string csv) => $"servers: [{{server: inbox, type: local, customProperties: [{{property: csv, value: {{{csv}}}}}]}}]";

    private static void AssertRule(string? rule, DataContract before, DataContract after) =>
        Assert.Equal(rule is null ? [] : [rule], ContractComparison.Of(before, after).Select(c => c.Rule));
}
