using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>
/// For each family of rules: a change, its verdict in every mode, its step, and the reason. If other checkers decide differently,
/// the case says so, and docs/evolving-a-contract.md gives our reason.
/// </summary>
public sealed class RuleFamilyTests
{
    private static readonly CompatibilityMode[] Modes = Enum.GetValues<CompatibilityMode>();

    public static TheoryData<string> Names => [.. RuleFamilies.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_mode_gives_the_expected_verdict(string name)
    {
        var family = RuleFamilies.All.Single(c => c.Name == name);

        Assert.Equal(
            string.Join(Environment.NewLine, Modes.Select(m => $"{m}: {(family.Admits(m) ? "admitted" : "refused")}")),
            string.Join(Environment.NewLine, Modes.Select(m => $"{m}: {(Judge(family, m, "1.2.0").IsAdmitted ? "admitted" : "refused")}")));
    }

    /// <summary>The step that the table requires, whatever the mode admits.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_change_needs_the_expected_step(string name)
    {
        var family = RuleFamilies.All.Single(c => c.Name == name);
        var changes = ContractComparison.Of(family.Before(CompatibilityMode.Full), family.After(CompatibilityMode.Full, "1.2.0"));
        var broken = Judge(family, CompatibilityMode.Full, "1.2.0").Breaks.Count > 0;

        Assert.Equal(family.Step, broken ? VersionStep.Major : changes.Select(c => c.Step).DefaultIfEmpty(VersionStep.Patch).Max());
    }

    /// <summary>A new major version is always admitted: it breaks nobody when it goes live.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_change_is_admitted_as_a_new_major_version(string name)
    {
        var family = RuleFamilies.All.Single(c => c.Name == name);

        Assert.All(Modes, m => Assert.Empty(Judge(family, m, "2.0.0").Refusals));
    }

    private const string Lane = "{id: c1, name: c, logicalType: string, deprecated: true}";
    private const string Defaulted = "{id: c1, name: c, logicalType: string, required: true, customProperties: [{property: default, value: x}]}";
    private const string Undefaulted = "{id: c1, name: c, logicalType: string, required: true}";

    /// <summary>Changes against the version before the last: only transitive modes see them, unless a table cannot hold both.</summary>
    [Theory]
    [InlineData("", Defaulted, Undefaulted, "BackwardTransitive Backward Full FullTransitive Consumer", "files that lacked the column were taken")]
    [InlineData(Lane, "", "{name: c, logicalType: integer}", "None Backward BackwardTransitive Forward ForwardTransitive Full FullTransitive Consumer", "a column has one type in a table")]
    [InlineData(Lane, "", "{id: c1, name: d, logicalType: string}", "None Backward BackwardTransitive Forward ForwardTransitive Full FullTransitive Consumer", "an id belongs to one column for ever")]
    [InlineData(Lane, "", Undefaulted, "Backward BackwardTransitive Full FullTransitive Consumer", "rows of the version between have no value")]
    [InlineData("{id: c1, name: c, logicalType: string, enum: [{value: A}]}", "{id: c1, name: c, logicalType: string, enum: [{value: A}, {value: B}]}", "{id: c1, name: c, logicalType: string, enum: [{value: A}, {value: B}], deprecated: true}", "ForwardTransitive FullTransitive", "a reader of the first version still has no case for B")]
    [InlineData("{id: c1, name: c, logicalType: string, enum: [{value: A}, {value: B}]}", "{id: c1, name: c, logicalType: string, enum: [{value: A}]}", "{id: c1, name: c, logicalType: string, enum: [{value: A}], deprecated: true}", "BackwardTransitive FullTransitive", "rows of the first version have B")]
    [InlineData("{id: c1, name: c, logicalType: string, logicalTypeOptions: {format: email}}", "{id: c1, name: c, logicalType: string}", "{id: c1, name: c, logicalType: string, deprecated: true}", "", "an earlier program let it in, and the next version adds nothing")]
    public void A_break_against_an_older_version_is_refused_by_the_transitive_modes(string first, string second, string third, string refusing, string why)
    {
        Assert.NotEmpty(why);
        Assert.Equal(
            Modes.Where(m => refusing.Split(' ').Contains(m.ToString())),
            Modes.Where(m => !Versions.Judge(Of("1.2.0", m, third), Of("1.0.0", m, first), Of("1.1.0", m, second)).IsAdmitted));
    }

    private static DataContract Of(string version, CompatibilityMode mode, string column) =>
        Versions.In(CompatibilityGuard.NameOf(mode), version, column.Length == 0 ? ["{id: z, name: z, logicalType: string}"] : ["{id: z, name: z, logicalType: string}", column]);

    [Fact]
    public void Each_case_has_a_reason() => Assert.All(RuleFamilies.All, c => Assert.False(string.IsNullOrWhiteSpace(c.Why)));

    /// <summary>Where we are stricter than others, the docs give the reason.</summary>
    [Fact]
    public void The_docs_list_the_cases_where_we_are_stricter_than_others()
    {
        var docs = File.ReadAllText(Path.Combine(RepositoryFolder(), "docs", "evolving-a-contract.md"));

        Assert.All(RuleFamilies.All.Select(c => c.StricterAs).OfType<string>().Distinct(), s => Assert.Contains($"| {s} |", docs, StringComparison.Ordinal));
    }

    private static CompatibilityVerdict Judge(RuleFamily family, CompatibilityMode mode, string version) => CompatibilityGuard.Judge(
        family.After(mode, version), [family.Before(mode)], family.Reader is { } reader ? [reader] : [], Versions.Today);

    private static string RepositoryFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DataShare.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
