using DataShare.Schemas;
using static DataShare.Schemas.Directions;
using static DataShare.Schemas.VersionStep;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>Our own cases, a few for each family. Backward: new contract, old data. Forward: old reader, new data.</summary>
internal static class RuleFamilies
{
    private const Directions Both = Backward | Forward;
    private const string Widening = "a type, a length or a bound becomes wider";
    private const string Values = "a new enum value";
    private const string Removal = "a nullable column is removed";
    private const string Rename = "a rename";
    private const string Table = "a type within a major version";
    private const string Promise = "`format` and service levels";
    private const string Defaulted = "nullable → required with a default";

    private static readonly ReaderNeeds Bi = Versions.Reader("bi", "c");

    public static IReadOnlyList<RuleFamily> All { get; } =
    [
        // Columns
        new("column added, nullable", "", Text(), None, Minor, "old rows show null; readers name what they read"),
        new("column added, required with a default", "", Text("required: true, customProperties: [{property: default, value: x}]"), None, Minor, "old rows show the default"),
        new("column added, required without a default", "", Text("required: true"), Backward, Major, "a value would have to be invented"),
        new("column removed, nullable, nobody known reads it", Text(), "", None, Major, "somebody unknown may read it") { Concerns = Forward, StricterAs = Removal },
        new("column removed, nullable, a consumer reads it", Text(), "", None, Major, "bi reads it") { Concerns = Forward, Reader = Bi, IsBroken = true, StricterAs = Removal },
        new("column removed, deprecated, nobody known reads it", Text("deprecated: true"), "", None, Minor, "it was announced a version before"),
        new("column removed, deprecated, a consumer reads it", Text("deprecated: true"), "", None, Major, "bi has not moved yet") { Reader = Bi, IsBroken = true },
        new("column removed, required", Text("required: true"), "", Forward, Major, "readers were promised a value"),
        new("column renamed, same id", Text(), "{id: c1, name: d, logicalType: string}", Forward, Major, "readers ask for the old name") { StricterAs = Rename },
        new("column renamed, id equal to the name", "{id: c, name: c, logicalType: string}", "{id: c, name: d, logicalType: string}", Forward, Major, "an id is an id") { StricterAs = Rename },
        new("column renamed, without ids", "{name: c, logicalType: string}", "{name: d, logicalType: string}", None, Major, "names are all there is: one goes and one comes") { Concerns = Forward, StricterAs = Removal },
        new("column's name given to another column", Text(), "{id: c9, name: c, logicalType: string}", Both, Major, "a table has one column for each name") { Clashes = true },
        new("column described in other words", Text(), Text("description: better, examples: [x], tags: [t]"), None, Patch, "words decide nothing"),

        // Types
        new("type widened, i32 to i64", Typed("integer", "format: i32"), Typed("integer", "format: i64"), Forward, Major, "a reader of 32 bits overflows; one table has one type") { Clashes = true, StricterAs = Table },
        new("type narrowed, i64 to i32", Typed("integer", "format: i64"), Typed("integer", "format: i32"), Backward, Major, "stored values do not fit") { Clashes = true },
        new("type changed, i64 to double", Typed("integer", "format: i64"), Typed("number", ""), Both, Major, "a double has 53 bits") { Clashes = true, StricterAs = Table },
        new("type changed, integer to string", Typed("integer", "format: i64"), Text(), Both, Major, "a number is no text") { Clashes = true },
        new("decimal, precision grown", Decimal("18,2"), Decimal("20,2"), Forward, Major, "new values overflow an old reader's") { Clashes = true, StricterAs = Table },
        new("decimal, scale grown, whole digits kept", Decimal("18,2"), Decimal("20,4"), Forward, Major, "old readers cut digits") { Clashes = true },
        new("decimal, scale shrunk", Decimal("18,2"), Decimal("17,1"), Backward, Major, "stored digits would be lost") { Clashes = true },
        new("date to timestamp", Typed("date", ""), Typed("timestamp", ""), Both, Major, "a day is no moment") { Clashes = true },
        new("timestamp to wall clock", Typed("timestamp", ""), Typed("timestamp", "timezone: false"), Both, Major, "the zone would be invented") { Clashes = true },

        // Null and default
        new("required to nullable", Text("required: true"), Text(), Forward, Major, "readers meet a null"),
        new("nullable to required", Text(), Text("required: true"), Backward, Major, "stored nulls"),
        new("nullable to required with a default", Text(), Text("required: true, customProperties: [{property: default, value: x}]"), Backward, Major, "a default stands in for a column, not for a null") { StricterAs = Defaulted },
        new("default changed", Default("a"), Default("b"), None, Minor, "rows keep the default of the column's birth"),
        new("default, other words", "{id: c1, name: c, logicalType: number, customProperties: [{property: default, value: 1}]}", "{id: c1, name: c, logicalType: number, customProperties: [{property: default, value: 1.0}]}", None, Patch, "the same number"),
        new("default removed from a required column", Default("a"), Text("required: true"), None, Major, "files that lack the column were taken") { Concerns = Backward },

        // Lengths, bounds, patterns, formats
        new("maxLength grown", Options("maxLength: 5"), Options("maxLength: 6"), Forward, Major, "a reader's field of 5 cuts or fails") { StricterAs = Widening },
        new("maxLength shrunk", Options("maxLength: 6"), Options("maxLength: 5"), Backward, Major, "stored texts are longer"),
        new("maxLength added", Text(), Options("maxLength: 5"), Backward, Major, "stored texts may be longer"),
        new("minLength grown", Options("minLength: 1"), Options("minLength: 2"), Backward, Major, "stored texts are shorter"),
        new("minLength 0 added", Text(), Options("minLength: 0"), None, Patch, "every text has it"),
        new("minimum raised", Typed("integer", "minimum: 1"), Typed("integer", "minimum: 2"), Backward, Major, "stored numbers are below"),
        new("minimum lowered", Typed("integer", "minimum: 2"), Typed("integer", "minimum: 1"), Forward, Major, "readers rely on the bound") { StricterAs = Widening },
        new("minimum in other words", Typed("integer", "minimum: 1"), Typed("integer", "exclusiveMinimum: 0"), None, Patch, "the same whole numbers"),
        new("minimum of a double is no exclusive one", Typed("number", "minimum: 1"), Typed("number", "exclusiveMinimum: 0"), Forward, Major, "0.5 lies between"),
        new("maximum removed", Typed("date", "maximum: 2030-01-01"), Typed("date", ""), Forward, Major, "readers rely on the bound") { StricterAs = Widening },
        new("pattern added", Text(), Options("pattern: 'a+'"), Backward, Major, "stored texts may not match"),
        new("pattern removed", Options("pattern: 'a+'"), Text(), Forward, Major, "readers rely on it") { StricterAs = Widening },
        new("pattern changed", Options("pattern: 'a+'"), Options("pattern: 'a*'"), Both, Major, "which texts two patterns share cannot be told"),
        new("format added", Text(), Options("format: email"), Backward, Major, "stored texts may be no address") { StricterAs = Promise },
        new("format changed", Options("format: email"), Options("format: uri"), Both, Major, "readers parse it as what it was") { StricterAs = Promise },
        new("nonFinite accepted", "{id: c1, name: c, logicalType: number}", "{id: c1, name: c, logicalType: number, customProperties: [{property: nonFinite, value: accept}]}", Forward, Major, "readers meet NaN"),
        new("unique added", Text(), Text("unique: true"), Backward, Major, "stored rows may repeat a value"),

        // Enums
        new("enum, value added", Enum("A"), Enum("A, B"), Forward, Major, "a reader's switch has no case") { StricterAs = Values },
        new("enum, value added, the consumer takes new ones", Enum("A"), Enum("A, B"), Forward, Major, "those that nobody knows may not") { Reader = Bi with { AcceptsNewEnumValues = true }, StricterAs = Values },
        new("enum, value added, a consumer does not take new ones", Enum("A"), Enum("A, B"), Forward, Major, "bi would break") { Reader = Bi, IsBroken = true, StricterAs = Values },
        new("enum, value removed", Enum("A, B"), Enum("A"), Backward, Major, "stored rows have it"),
        new("enum, another order", Enum("A, B"), Enum("B, A"), None, Patch, "a set has no order"),
        new("enum, open, value added", OpenEnum("A"), OpenEnum("A, B"), None, Minor, "readers were told that others may come"),
        new("enum opened", Enum("A"), OpenEnum("A"), Forward, Major, "any text may come"),

        // The dataset
        new("write mode changed", "- {property: write, value: {mode: append}}", "- {property: write, value: {mode: merge}}", Both, Major, "a table has one write mode") { Clashes = true },
        new("quality, rule tightened", "quality rowCount, mustBeGreaterThan: 0", "quality rowCount, mustBeGreaterThan: 9", Backward, Major, "smaller files are stored"),
        new("quality, other words", "quality rowCount, mustBeGreaterThan: 99", "quality rowCount, mustBeGreaterOrEqualTo: 100", None, Patch, "the same counts"),
        new("quality, a rule that warns", "", "quality rowCount, mustBeGreaterThan: 9, severity: warning", None, Minor, "it keeps nothing out"),
        new("service level weakened", Sla("frequency, value: 1, unit: d"), Sla("frequency, value: 2, unit: d"), Forward, Major, "readers run by it") { StricterAs = Promise },
        new("service level strengthened", Sla("frequency, value: 2, unit: d"), Sla("frequency, value: 1, unit: d"), None, Minor, "a better promise breaks nobody"),
        new("service level in another unit", Sla("frequency, value: 1, unit: d"), Sla("frequency, value: 24, unit: h"), None, Patch, "the same promise"),
        new("classification raised, nobody known reads it", Text(), Text("classification: restricted"), None, Minor, "nobody loses sight of it"),
        new("classification raised, a consumer has no clearance", Text(), Text("classification: restricted"), None, Major, "bi would see ***") { Reader = Bi, IsBroken = true },
        new("classification raised, the consumer is cleared", Text(), Text("classification: restricted"), None, Minor, "bi sees it as before") { Reader = Bi with { Clearance = ["restricted"] } },
        new("classification lowered", Text("classification: restricted"), Text(), None, Minor, "whoever owns the data approves"),
        new("aliases, another order", Text("customProperties: [{property: aliases, value: [a, b]}]"), Text("customProperties: [{property: aliases, value: [b, a]}]"), None, Patch, "a file has one of them"),
        new("encoding, another name of it", Csv("encoding: latin1"), Csv("encoding: iso-8859-1"), None, Patch, "the same bytes"),
        new("reference added", Text(), Text("relationships: [{to: customers.code}]"), Backward, Major, "stored rows may name nobody"),
        new("reference removed", Text("relationships: [{to: customers.code}]"), Text(), Forward, Major, "readers join without a miss"),
    ];

    private static string Text(string more = "") => $"{{id: c1, name: c, logicalType: string{(more.Length > 0 ? ", " + more : "")}}}";

    private static string Options(string options) => Text($"logicalTypeOptions: {{{options}}}");

    private static string Typed(string type, string options) =>
        $"{{id: c1, name: c, logicalType: {type}{(options.Length > 0 ? $", logicalTypeOptions: {{{options}}}" : "")}}}";

    private static string Decimal(string form) => $"{{id: c1, name: c, logicalType: number, physicalType: 'decimal({form})'}}";

    private static string Default(string value) => Text($"required: true, customProperties: [{{property: default, value: {value}}}]");

    private static string Enum(string values) => Text($"customProperties: [{{property: enum, value: [{values}]}}]");

    private static string OpenEnum(string values) => Text($"customProperties: [{{property: enum, value: [{values}]}}, {{property: enumOpen, value: true}}]");

    private static string Sla(string level) => $"slaProperties: [{{property: {level}}}]";

    private static string Csv(string dialect) => $"servers: [{{server: inbox, type: local, customProperties: [{{property: csv, value: {{{dialect}}}}}]}}]";
}
