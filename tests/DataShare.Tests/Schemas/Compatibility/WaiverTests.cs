using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>A breaking change that somebody has agreed to, for a consumer, until a date.</summary>
public sealed class WaiverTests
{
    private const string Amount = "{id: c3, name: amount, logicalType: integer, required: true}";
    private const string Total = "{id: c3, name: total, logicalType: integer, required: true}";

    [Theory]
    [InlineData("2026-11-23", "bi", true)]
    [InlineData("2026-11-22", "bi", false)]
    [InlineData("2026-12-31", "crm", false)]
    public void A_break_is_waived_for_a_consumer_until_a_day(string until, string consumer, bool admitted) =>
        Assert.Equal(admitted, Judge("1.1.0", "columns.amount", consumer, until, Total).IsAdmitted);

    [Fact]
    public void A_waiver_that_lets_a_break_in_is_told()
    {
        var verdict = Judge("1.1.0", "columns.amount", "bi", "2026-12-31", Total);

        Assert.Contains(verdict.Warnings, w => w.EndsWith("waived for bi until 2026-12-31, agreed by ana@example.com", StringComparison.Ordinal));
        Assert.Equal("bi", Assert.Single(verdict.Changes, c => c.Waivers.Count > 0).Waivers[0].Consumer);
        Assert.Equal("ana@example.com", Assert.Single(verdict.Breaks).Waiver?.AgreedBy);
    }

    [Fact]
    public void A_waiver_that_ended_is_told() => Assert.Contains(
        "the waiver of columns.amount for bi ended on 2026-11-22 and is not in force", Judge("1.1.0", "columns.amount", "bi", "2026-11-22", Total).Warnings);

    [Fact]
    public void A_waiver_of_one_change_does_not_cover_another_of_the_same_column()
    {
        var optional = Total.Replace(", required: true", "", StringComparison.Ordinal);

        var verdict = Judge("1.1.0", "columns.amount", "bi", "2026-12-31", optional);

        Assert.Equal("columns.amount.required", Assert.Single(verdict.Changes, c => c.IsRefused).Change.Path);
    }

    [Fact]
    public void A_waiver_speaks_for_a_consumer_and_not_for_the_data_that_is_kept()
    {
        var tighter = Amount.Replace("}", ", logicalTypeOptions: {minimum: 1}}", StringComparison.Ordinal);

        var verdict = Judge("1.1.0", "columns.amount.minimum", "bi", "2026-12-31", tighter);

        Assert.False(verdict.IsAdmitted);
        Assert.Contains(verdict.Warnings, w => w.Contains("speaks for a consumer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_waived_break_still_needs_a_minor_number()
    {
        var verdict = Judge("1.0.1", "columns.amount", "bi", "2026-12-31", Total);

        Assert.Equal((VersionStep.Minor, "1.1.0"), (verdict.StepNeeded, verdict.NumberNeeded?.ToString()));
        Assert.Contains("expected 1.1.0", Assert.Single(verdict.Refusals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("columns.amuont", "bi", "the waiver of columns.amuont for bi is of no change; did you mean 'columns.amount'?")]
    [InlineData("columns.amount", "crm", "the waiver of columns.amount for crm: no such reader is broken by it")]
    public void A_waiver_of_nothing_is_told(string change, string consumer, string warning) =>
        Assert.Contains(warning, Judge("1.1.0", change, consumer, "2026-12-31", Total).Warnings);

    [Fact]
    public void No_waiver_lets_two_types_into_one_table()
    {
        var wider = Amount.Replace("integer", "number", StringComparison.Ordinal);

        Assert.False(Judge("1.1.0", "columns.amount.type", "bi", "2026-12-31", wider).IsAdmitted);
    }

    private static CompatibilityVerdict Judge(string version, string change, string consumer, string until, string property) => CompatibilityGuard.Judge(
        Versions.Read(
            version, "FULL", $"- {{property: waivers, value: [{{change: {change}, consumer: {consumer}, until: {until}, agreedBy: ana@example.com}}]}}", property),
        [Versions.In("FULL", "1.0.0", Amount)],
        [Versions.Reader("bi", "amount")],
        Versions.Today);
}
