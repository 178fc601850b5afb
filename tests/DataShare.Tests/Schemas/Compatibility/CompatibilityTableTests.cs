using DataShare.Schemas;
using Xunit;
using static DataShare.Schemas.Directions;
using static DataShare.Schemas.VersionStep;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>The table of changes, one test for each row: the direction that it breaks, and the step that it needs.</summary>
public sealed class CompatibilityTableTests
{
    private const Directions Both = Backward | Forward;
    private const string Text = "{id: c, name: c, logicalType: string}";

    [Theory]
    [InlineData("", "{id: a, name: a, logicalType: string}", "nullable-column-added", None, Minor)]
    [InlineData("", "{id: a, name: a, logicalType: string, required: true, customProperties: [{property: default, value: x}]}", "required-column-with-default-added", None, Minor)]
    [InlineData("", "{id: a, name: a, logicalType: string, required: true}", "required-column-added", Backward, Major)]
    [InlineData("{id: a, name: a, logicalType: string}", "", "nullable-column-removed", None, Major)]
    [InlineData("{id: a, name: a, logicalType: string, deprecated: true}", "", "deprecated-column-removed", None, Minor)]
    [InlineData("{id: a, name: a, logicalType: string, required: true}", "", "required-column-removed", Forward, Major)]
    [InlineData("{id: a1, name: a, logicalType: string}", "{id: a1, name: b, logicalType: string}", "column-renamed", Forward, Major)]
    public void Judges_added_removed_and_renamed_columns(string before, string after, string rule, Directions breaks, VersionStep step) =>
        AssertOne(Properties(before), Properties(after), rule, breaks, step);

    [Theory]
    [InlineData("i8", "i16", "type-widened", Forward)]
    [InlineData("i16", "i32", "type-widened", Forward)]
    [InlineData("i32", "i64", "type-widened", Forward)]
    [InlineData("i8", "i64", "type-widened", Forward)]
    [InlineData("i32", "double", "type-widened", Forward)]
    [InlineData("i64", "double", "type-changed", Both)]
    [InlineData("i64", "decimal(19,0)", "type-widened", Forward)]
    [InlineData("i64", "decimal(38,19)", "type-widened", Forward)]
    [InlineData("i64", "decimal(20,2)", "type-changed", Both)]
    [InlineData("i64", "decimal(18,0)", "type-narrowed", Backward)]
    [InlineData("decimal(18,2)", "decimal(20,2)", "type-widened", Forward)]
    [InlineData("decimal(18,2)", "decimal(20,4)", "decimal-scale-grown", Forward)]
    [InlineData("decimal(18,2)", "decimal(18,4)", "type-changed", Both)]
    [InlineData("decimal(18,2)", "decimal(16,2)", "type-narrowed", Backward)]
    [InlineData("decimal(18,2)", "decimal(17,1)", "type-narrowed", Backward)]
    [InlineData("i64", "i32", "type-narrowed", Backward)]
    [InlineData("double", "i32", "type-narrowed", Backward)]
    [InlineData("double", "decimal(38,10)", "type-changed", Both)]
    [InlineData("date", "timestamp", "type-changed", Both)]
    [InlineData("timestamp", "local", "type-changed", Both)]
    [InlineData("local", "timestamp", "type-changed", Both)]
    [InlineData("i32", "string", "type-changed", Both)]
    [InlineData("decimal(18,2)", "string", "type-changed", Both)]
    [InlineData("string", "date", "type-changed", Both)]
    [InlineData("uuid", "string", "type-changed", Both)]
    [InlineData("boolean", "i8", "type-changed", Both)]
    public void Judges_changed_types(string before, string after, string rule, Directions breaks) =>
        AssertOne([Typed(before)], [Typed(after)], rule, breaks, Major);

    [Theory]
    [InlineData("logicalTypeOptions: {maxLength: 5}", "logicalTypeOptions: {maxLength: 6}", "max-length-grown", Forward, Major)]
    [InlineData("logicalTypeOptions: {maxLength: 5}", "", "max-length-grown", Forward, Major)]
    [InlineData("logicalTypeOptions: {maxLength: 5}", "logicalTypeOptions: {maxLength: 4}", "max-length-shrunk", Backward, Major)]
    [InlineData("logicalTypeOptions: {minLength: 1}", "logicalTypeOptions: {minLength: 2}", "rule-tightened", Backward, Major)]
    [InlineData("logicalTypeOptions: {minLength: 1}", "", "rule-loosened", Forward, Major)]
    [InlineData("", "logicalTypeOptions: {pattern: 'a+'}", "rule-tightened", Backward, Major)]
    [InlineData("logicalTypeOptions: {pattern: 'a+'}", "", "rule-loosened", Forward, Major)]
    [InlineData("logicalTypeOptions: {pattern: 'a+'}", "logicalTypeOptions: {pattern: 'a*'}", "pattern-changed", Both, Major)]
    [InlineData("", "unique: true", "rule-tightened", Backward, Major)]
    [InlineData("required: true", "", "required-to-nullable", Forward, Major)]
    [InlineData("", "required: true", "nullable-to-required", Backward, Major)]
    [InlineData("", "required: true, customProperties: [{property: default, value: x}]", "nullable-to-required", Backward, Major)]
    [InlineData("required: true, customProperties: [{property: default, value: x}]", "required: true, customProperties: [{property: default, value: y}]", "default-changed", None, Minor)]
    [InlineData("required: true, customProperties: [{property: default, value: x}]", "required: true", "default-removed", None, Major)]
    [InlineData("customProperties: [{property: enum, value: [A]}]", "customProperties: [{property: enum, value: [A, B]}]", "enum-value-added", Forward, Major)]
    [InlineData("customProperties: [{property: enum, value: [A]}, {property: enumOpen, value: true}]", "customProperties: [{property: enum, value: [A, B]}, {property: enumOpen, value: true}]", "open-enum-changed", None, Minor)]
    [InlineData("customProperties: [{property: enum, value: [A, B]}]", "customProperties: [{property: enum, value: [A]}]", "enum-value-removed", Backward, Major)]
    [InlineData("", "customProperties: [{property: enum, value: [A]}]", "rule-tightened", Backward, Major)]
    [InlineData("customProperties: [{property: enum, value: [A]}]", "customProperties: [{property: enum, value: [A]}, {property: enumOpen, value: true}]", "rule-loosened", Forward, Major)]
    [InlineData("", "customProperties: [{property: enum, value: [A]}, {property: enumOpen, value: true}]", "open-enum-changed", None, Minor)]
    [InlineData("", "classification: restricted", "classification-raised", None, Minor)]
    [InlineData("", "customProperties: [{property: aliases, value: [d]}]", "intake-changed", None, Minor)]
    [InlineData("classification: restricted", "classification: internal", "classification-lowered", None, Minor)]
    public void Judges_changed_rules_of_texts(string before, string after, string rule, Directions breaks, VersionStep step)
    {
        var (old, now) = (Told(before), Told(after));
        var changes = ContractComparison.Of(Versions.Of("1.0.0", old), Versions.Of("1.1.0", now));

        // A new default is reported in addition to 'required'.
        var change = Assert.Single(changes, c => rule == c.Rule || c.Rule != "default-changed");
        Assert.Equal((rule, breaks, step), (change.Rule, change.Breaks, change.Step));
    }

    [Theory]
    [InlineData("minimum: 1", "minimum: 2", "rule-tightened", Backward)]
    [InlineData("minimum: 2", "minimum: 1", "rule-loosened", Forward)]
    [InlineData("maximum: 1", "maximum: 2", "rule-loosened", Forward)]
    [InlineData("maximum: 2", "maximum: 1", "rule-tightened", Backward)]
    [InlineData("minimum: 1", "exclusiveMinimum: 1", "rule-tightened", Backward)]
    [InlineData("exclusiveMaximum: 1", "maximum: 1", "rule-loosened", Forward)]
    [InlineData("minimum: 1", "minLess: 0", "rule-loosened", Forward)]
    public void Judges_changed_bounds(string before, string after, string rule, Directions breaks) => AssertOne(
        [$"{{id: c, name: c, logicalType: integer, logicalTypeOptions: {{format: i32, {before}}}}}"],
        [$"{{id: c, name: c, logicalType: integer, logicalTypeOptions: {{format: i32{(after.StartsWith("minLess", StringComparison.Ordinal) ? "" : ", " + after)}}}}}"],
        rule, breaks, Major);

    [Theory]
    [InlineData("reject", "accept", "rule-loosened", Forward)]
    [InlineData("accept", "reject", "rule-tightened", Backward)]
    public void Judges_accepting_NaN_and_infinity(string before, string after, string rule, Directions breaks) => AssertOne(
        [$"{{id: c, name: c, logicalType: number, customProperties: [{{property: nonFinite, value: {before}}}]}}"],
        [$"{{id: c, name: c, logicalType: number, customProperties: [{{property: nonFinite, value: {after}}}]}}"],
        rule, breaks, Major);

    [Fact]
    public void Columns_of_a_file_with_a_header_may_change_their_order() =>
        AssertOne([Text, Typed("i32", "d")], [Typed("i32", "d"), Text], "columns-reordered", None, Patch);

    [Theory]
    [InlineData("servers:\n  - {server: inbox, type: local, format: csv, customProperties: [{property: csv, value: {header: false}}]}")]
    public void Columns_of_a_file_without_a_header_may_not_change_their_order(string headerless)
    {
        var before = Versions.Read("1.0.0", "FULL", headerless, Text, Typed("i32", "d"));
        AssertChange(before, Versions.Read("1.1.0", "FULL", headerless, Typed("i32", "d"), Text), "headerless-columns-reordered", Both, Major);
        AssertChange(before, Versions.Read("1.1.0", "FULL", headerless, Typed("i32", "e"), Text, Typed("i32", "d")), "headerless-columns-reordered", Both, Major);
        Assert.DoesNotContain(
            ContractComparison.Of(before, Versions.Read("1.1.0", "FULL", headerless, Text, Typed("i32", "d"), Typed("i32", "e"))),
            c => c.Rule == "headerless-columns-reordered");
    }

    [Fact]
    public void A_changed_primary_key_breaks_both_directions() => AssertChange(
        Versions.Of("1.0.0", "{id: c, name: c, logicalType: integer, required: true}"),
        ContractText.Valid(Versions.Of("1.1.0", "{id: c, name: c, logicalType: integer, required: true}").SourceText
            .Replace("logicalType: integer, primaryKey: true", "logicalType: integer, required: true", StringComparison.Ordinal)
            .Replace("name: c, logicalType: integer, required: true", "name: c, logicalType: integer, primaryKey: true", StringComparison.Ordinal)),
        "primary-key-changed", Both, Major);

    [Theory]
    [InlineData("- {property: write, value: {mode: append}}", "- {property: write, value: {mode: merge}}", "write-mode-changed", Both, Major)]
    [InlineData("slaProperties: [{property: frequency, value: 1, unit: d}]", "slaProperties: [{property: frequency, value: 2, unit: d}]", "service-level-weakened", Forward, Major)]
    [InlineData("slaProperties: [{property: frequency, value: 1, unit: d}]", "slaProperties: [{property: frequency, value: 12, unit: h}]", "service-level-strengthened", None, Minor)]
    [InlineData("slaProperties: [{property: availability, value: 99, unit: '%'}]", "slaProperties: [{property: availability, value: 98, unit: '%'}]", "service-level-weakened", Forward, Major)]
    [InlineData("slaProperties: [{property: latency, value: 1, unit: h}]", "", "service-level-weakened", Forward, Major)]
    [InlineData("servers: [{server: inbox, type: local, customProperties: [{property: csv, value: {encoding: latin1}}]}]", "", "intake-changed", None, Minor)]
    [InlineData("servers: [{server: inbox, type: local, customProperties: [{property: csv, value: {delimiter: ';'}}]}]", "", "intake-changed", None, Minor)]
    public void Judges_changes_of_the_whole_dataset(string before, string after, string rule, Directions breaks, VersionStep step) => AssertChange(
        Versions.Read("1.0.0", "FULL", before, Text), Versions.Read("1.1.0", "FULL", after, Text), rule, breaks, step);

    [Theory]
    [InlineData("{column: c, value: D}", "{column: c, value: D}", false)]
    [InlineData("{column: c, value: D}", "{column: c, value: X}", true)]
    [InlineData("{column: c, value: D}", "{column: d, value: D}", true)]
    public void Another_delete_marker_is_another_write_mode(string before, string after, bool changes)
    {
        var (one, two) = (With("1.0.0", before), With("1.1.0", after));

        Assert.Equal(changes ? ["write-mode-changed"] : [], ContractComparison.Of(one, two).Select(c => c.Rule));

        static DataContract With(string version, string marker) => Versions.Read(
            version, "FULL", $"- {{property: write, value: {{mode: merge, deleteMarker: {marker}}}}}", Text, "{id: d, name: d, logicalType: string}");
    }

    [Theory]
    [InlineData("latency", true)]
    [InlineData("frequency", true)]
    [InlineData("freshness", true)]
    [InlineData("timeToDetect", true)]
    [InlineData("timeToNotify", true)]
    [InlineData("timeToRepair", true)]
    [InlineData("errorRate", true)]
    [InlineData("availability", false)]
    [InlineData("throughput", false)]
    [InlineData("retention", false)]
    [InlineData("completeness", false)]
    public void More_of_a_service_level_is_worse_or_better_by_its_name(string property, bool lessIsBetter)
    {
        var (little, much) = (With(1), With(2));

        Assert.Equal(lessIsBetter ? "service-level-weakened" : "service-level-strengthened", Assert.Single(ContractComparison.Of(little, much)).Rule);
        Assert.Equal(lessIsBetter ? "service-level-strengthened" : "service-level-weakened", Assert.Single(ContractComparison.Of(much, little)).Rule);

        DataContract With(int value) => Versions.Read("1.0.0", "FULL", $"slaProperties: [{{property: {property}, value: {value}}}]", Text);
    }

    [Theory]
    [InlineData("s, second, seconds", 1)]
    [InlineData("m, min, minute, minutes", 60)]
    [InlineData("h, hour, hours", 3_600)]
    [InlineData("d, day, days", 86_400)]
    [InlineData("w, week, weeks", 604_800)]
    [InlineData("mo, month, months", 2_629_746)]
    [InlineData("y, year, years", 31_556_952)]
    public void A_service_level_in_seconds_is_the_same_promise(string units, int seconds) => Assert.All(
        units.Split(", "), unit => Assert.Empty(ContractComparison.Of(With(1, unit), With(seconds, "s"))));

    private static DataContract With(int value, string unit) =>
        Versions.Read("1.0.0", "FULL", $"slaProperties: [{{property: frequency, value: {value}, unit: {unit}}}]", Text);

    [Theory]
    [InlineData("{metric: rowCount, mustBeGreaterThan: 0}", "{metric: rowCount, mustBeGreaterThan: 5}", "rule-tightened", Backward)]
    [InlineData("{metric: rowCount, mustBeLessThan: 5}", "{metric: rowCount, mustBeLessThan: 9}", "rule-loosened", Forward)]
    [InlineData("{metric: rowCount, mustBeGreaterThan: 0}", "{metric: nullValues, mustBe: 0}", "rule-tightened", Backward)]
    public void Judges_changed_rules_of_the_dataset(string before, string after, string rule, Directions breaks)
    {
        var changes = ContractComparison.Of(WithQuality("1.0.0", before), WithQuality("1.1.0", after));

        Assert.Contains(changes, c => (c.Rule, c.Breaks, c.Step) == (rule, breaks, Major) && c.Path.StartsWith("quality", StringComparison.Ordinal));
    }

    [Fact]
    public void Changed_descriptions_are_a_patch()
    {
        var after = Versions.Of("1.0.1", "{id: c, name: c, logicalType: string, description: better words, tags: [t], examples: [x]}");

        Assert.Empty(ContractComparison.Of(Versions.Of("1.0.0", Text), after));
        Assert.True(Versions.Judge(after, Versions.Of("1.0.0", Text)) is { IsAdmitted: true, StepNeeded: Patch });
    }

    [Theory]
    [InlineData("", "{id: a, name: a, logicalType: string}", "columns.a: a consumer that selects every column gets one more")]
    [InlineData("{id: a, name: a, logicalType: number, physicalType: 'decimal(18,2)'}", "{id: a, name: a, logicalType: number, physicalType: 'decimal(20,4)'}", "columns.a.type: sums and comparisons of old rows have more decimal places")]
    [InlineData("{id: a, name: a, logicalType: string, required: true, customProperties: [{property: default, value: x}]}", "{id: a, name: a, logicalType: string, required: true, customProperties: [{property: default, value: y}]}", "columns.a.default: rows with the old default keep it")]
    [InlineData("{id: a, name: a, logicalType: string, classification: restricted}", "{id: a, name: a, logicalType: string}", "columns.a.classification: more people see it: the data's owner must approve")]
    public void Some_changes_break_nothing_but_give_a_warning(string before, string after, string warning) => Assert.Contains(
        warning, Versions.Judge(Versions.Of("1.1.0", Properties(after)), Versions.Of("1.0.0", Properties(before))).Warnings);

    [Theory]
    [InlineData("logicalType: integer", "logicalType: string", "columns.c.type")]
    [InlineData("logicalType: string", "logicalType: string, required: true", "columns.c.required")]
    [InlineData("logicalType: string", "logicalType: string, logicalTypeOptions: {maxLength: 5}", "columns.c.maxLength")]
    [InlineData("logicalType: string", "logicalType: string, logicalTypeOptions: {pattern: a}", "columns.c.pattern")]
    [InlineData("logicalType: integer", "logicalType: integer, logicalTypeOptions: {minimum: 1}", "columns.c.minimum")]
    [InlineData("logicalType: string", "logicalType: string, unique: true", "quality.duplicateValues(c)")]
    [InlineData("logicalType: string", "logicalType: string, classification: restricted", "columns.c.classification")]
    public void A_change_is_found_by_its_path(string before, string after, string path) => Assert.Equal(
        path, Assert.Single(ContractComparison.Of(Versions.Of("1.0.0", $"{{id: c, name: c, {before}}}"), Versions.Of("1.1.0", $"{{id: c, name: c, {after}}}"))).Path);

    private static DataContract WithQuality(string version, string rule) => ContractText.Valid(
        Versions.Of(version, "{id: c, name: c, logicalType: integer, quality: [" + rule + "]}").SourceText);

    private static string[] Properties(string property) => property.Length == 0 ? [Text] : [Text, property];

    private static string Told(string more) => $"{{id: c, name: c, logicalType: string{(more.Length > 0 ? ", " + more : "")}}}";

    private static string Typed(string type, string name = "c") => type switch
    {
        "i8" or "i16" or "i32" or "i64" => $"{{id: {name}, name: {name}, logicalType: integer, logicalTypeOptions: {{format: {type}}}}}",
        "uuid" => $"{{id: {name}, name: {name}, logicalType: string, logicalTypeOptions: {{format: uuid}}}}",
        "local" => $"{{id: {name}, name: {name}, logicalType: timestamp, logicalTypeOptions: {{timezone: false}}}}",
        "string" or "boolean" or "date" or "timestamp" => $"{{id: {name}, name: {name}, logicalType: {type}}}",
        _ => $"{{id: {name}, name: {name}, logicalType: number, physicalType: '{type}'}}",
    };

    private static void AssertOne(string[] before, string[] after, string rule, Directions breaks, VersionStep step) =>
        AssertChange(Versions.Of("1.0.0", before), Versions.Of("1.1.0", after), rule, breaks, step);

    private static void AssertChange(DataContract before, DataContract after, string rule, Directions breaks, VersionStep step)
    {
        var change = Assert.Single(ContractComparison.Of(before, after), c => c.Rule is not ("nullable-column-added" or "nullable-to-required") || c.Rule == rule);
        Assert.Equal((rule, breaks, step), (change.Rule, change.Breaks, change.Step));
    }
}
