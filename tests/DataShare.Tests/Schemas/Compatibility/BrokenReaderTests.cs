using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>The readers that a change breaks, and the modes in which that counts.</summary>
public sealed class BrokenReaderTests
{
    private const string Status = "{id: c4, name: status, logicalType: string}";
    private const string Restricted = "{id: c4, name: status, logicalType: string, classification: restricted}";
    private const string Closed = "{id: c4, name: status, logicalType: string, customProperties: [{property: enum, value: [A]}]}";
    private const string Open = "{id: c4, name: status, logicalType: string, customProperties: [{property: enum, value: [A]}, {property: enumOpen, value: true}]}";
    private const string Deprecated = "{id: c4, name: status, logicalType: string, deprecated: true}";

    [Theory]
    [InlineData("FULL", "nobody", false)]
    [InlineData("FORWARD", "nobody", false)]
    [InlineData("BACKWARD", "nobody", true)]
    [InlineData("BACKWARD", "status", true)]
    [InlineData("CONSUMER", "nobody", true)]
    [InlineData("CONSUMER", "status", false)]
    [InlineData("NONE", "status", true)]
    public void A_nullable_column_can_be_removed_if_the_mode_does_not_guard_forward_or_nobody_reads_it(string mode, string reads, bool admitted)
    {
        var verdict = Judge(mode, [Status], [], reads);

        Assert.Equal(admitted, verdict.IsAdmitted);
        Assert.Equal(admitted ? VersionStep.Minor : VersionStep.Major, verdict.StepNeeded);
        Assert.Equal(reads == "status" ? ["breaks bi (bi@example.com): reads status, which 1.1.0 removes"] : [], verdict.Breaks.Select(b => b.Text));
    }

    [Theory]
    [InlineData("FULL", false)]
    [InlineData("CONSUMER", false)]
    [InlineData("BACKWARD", true)]
    [InlineData("NONE", true)]
    public void A_classification_that_is_raised_breaks_forward(string mode, bool admitted)
    {
        var verdict = Judge(mode, [Status], [Restricted], "status");

        Assert.Equal(admitted, verdict.IsAdmitted);
        Assert.Equal("breaks bi (bi@example.com): reads status, which 1.1.0 classifies as restricted", Assert.Single(verdict.Breaks).Text);
    }

    [Theory]
    [InlineData(Closed, Open)]
    [InlineData(Closed, Status)]
    public void A_reader_that_tolerates_new_values_is_not_broken_by_an_open_or_removed_enum(string before, string after)
    {
        Assert.False(Judge("CONSUMER", [before], [after], "status").IsAdmitted);
        Assert.True(Judge("CONSUMER", [before], [after], Versions.Reader("bi", "status") with { AcceptsNewEnumValues = true }).IsAdmitted);
    }

    [Fact]
    public void A_break_that_the_mode_does_not_guard_is_reported_with_its_step() => Assert.Contains(
        "columns.status: column 'status' is removed; breaks bi, which BACKWARD does not check: by the compatibility table it needs a MAJOR step",
        Judge("BACKWARD", [Status], [], "status").Warnings);

    [Fact]
    public void A_refused_removal_names_a_way_that_breaks_nobody() => Assert.Contains(
        "deprecated: true", Judge("FULL", [Status], [], "nobody").Refusals[0], StringComparison.Ordinal);

    [Fact]
    public void A_deprecated_column_cannot_be_removed_while_a_known_reader_reads_it() => Assert.Contains(
        "columns.status: column 'status' is removed; breaks bi (FULL), against 1.0.0", Judge("FULL", [Deprecated], [], "status").Refusals);

    [Fact]
    public void A_reader_of_all_columns_is_told_about_a_new_one() => Assert.Contains(
        "columns.status: bi (bi@example.com) reads every column, and gets one more",
        Judge("FULL", [], [Status], Versions.Reader("bi") with { Columns = null }).Warnings);

    [Fact]
    public void A_reader_of_a_column_loses_its_removed_rules()
    {
        var unique = Status.Replace("}", ", unique: true}", StringComparison.Ordinal);

        Assert.Equal(
            "breaks bi (bi@example.com): reads status, which 1.1.0 loosens (duplicateValues)",
            Assert.Single(Judge("CONSUMER", [unique], [Status], "status").Breaks).Text);
        Assert.Empty(Judge("CONSUMER", [unique], [Status], "order_id").Breaks);
    }

    [Fact]
    public void No_longer_rescuing_values_removes_a_column()
    {
        var before = Versions.Read("1.0.0", "CONSUMER", "- {property: onViolation, value: {unknownColumn: rescue}}");
        var after = Versions.In("CONSUMER", "1.1.0");

        Assert.False(CompatibilityGuard.Judge(after, [before], [Versions.Reader("bi", "_rescued")], Versions.Today).IsAdmitted);
        Assert.Contains(ContractComparison.Of(after, before), c => c is { Rule: "nullable-column-added", Path: "columns._rescued" });
    }

    private static CompatibilityVerdict Judge(string mode, string[] before, string[] after, string reads) =>
        Judge(mode, before, after, Versions.Reader("bi", reads));

    private static CompatibilityVerdict Judge(string mode, string[] before, string[] after, ReaderNeeds reader) =>
        CompatibilityGuard.Judge(Versions.In(mode, "1.1.0", after), [Versions.In(mode, "1.0.0", before)], [reader], Versions.Today);
}
