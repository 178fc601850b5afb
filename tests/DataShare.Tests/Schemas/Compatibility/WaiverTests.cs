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
    public void A_waiver_that_allows_a_break_is_reported()
    {
        var verdict = Judge("1.1.0", "columns.amount", "bi", "2026-12-31", Total);

        Assert.Contains(verdict.Warnings, w => w.EndsWith("waived for bi until 2026-12-31, agreed by ana@example.com", StringComparison.Ordinal));
        Assert.Equal("bi", Assert.Single(verdict.Changes, c => c.Waivers.Count > 0).Waivers[0].Consumer);
        Assert.Equal("ana@example.com", Assert.Single(verdict.Breaks).Waiver?.AgreedBy);
    }

    [Fact]
    public void A_waiver_that_has_ended_gives_a_warning() => Assert.Contains(
        "the waiver of columns.amount for bi ended on 2026-11-22 and is not in force", Judge("1.1.0", "columns.amount", "bi", "2026-11-22", Total).Warnings);

    [Fact]
    public void A_waiver_of_one_change_does_not_cover_another_of_the_same_column()
    {
        var optional = Total.Replace(", required: true", "", StringComparison.Ordinal);

        var verdict = Judge("1.1.0", "columns.amount", "bi", "2026-12-31", optional);

        Assert.Equal("columns.amount.required", Assert.Single(verdict.Changes, c => c.IsRefused).Change.Path);
    }

    [Fact]
    public void A_waiver_covers_a_consumer_and_not_stored_data()
    {
        var tighter = Amount.Replace("}", ", logicalTypeOptions: {minimum: 1}}", StringComparison.Ordinal);

        var verdict = Judge("1.1.0", "columns.amount.minimum", "bi", "2026-12-31", tighter);

        Assert.False(verdict.IsAdmitted);
        Assert.Contains(verdict.Warnings, w => w.Contains("is for a consumer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_waived_break_still_needs_a_minor_number()
    {
        var verdict = Judge("1.0.1", "columns.amount", "bi", "2026-12-31", Total);

        Assert.Equal((VersionStep.Minor, "1.1.0"), (verdict.StepNeeded, verdict.NumberNeeded?.ToString()));
        Assert.Contains("expected 1.1.0", Assert.Single(verdict.Refusals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("columns.amuont", "bi", "the waiver of columns.amuont for bi matches no change; did you mean 'columns.amount'?")]
    [InlineData("columns.amount", "crm", "the waiver of columns.amount for crm has no effect: there is no such consumer of orders 1.x; known: bi")]
    public void A_waiver_of_no_change_gives_a_warning(string change, string consumer, string warning) =>
        Assert.Contains(warning, Judge("1.1.0", change, consumer, "2026-12-31", Total).Warnings);

    [Theory]
    [InlineData("bi", "order_id", "it does not break bi")]
    [InlineData("crm", "order_id", "there is no such consumer of orders 1.x")]
    [InlineData("crm", null, "no consumer of orders 1.x is known")]
    public void A_waiver_for_an_unaffected_consumer_admits_nothing(string consumer, string? reads, string reason)
    {
        var verdict = Judge(Waived("1.1.0", consumer, Total), [Versions.In("FULL", "1.0.0", Amount)], reads);

        Assert.False(verdict.IsAdmitted);
        Assert.All(verdict.Changes, c => Assert.Empty(c.Waivers));
        Assert.Contains(verdict.Warnings, w => w.Contains(reason, StringComparison.Ordinal) && w.Contains("compatibility: CONSUMER", StringComparison.Ordinal));
    }

    [Fact]
    public void A_waiver_for_one_of_two_broken_consumers_admits_nothing() => Assert.False(CompatibilityGuard.Judge(
        Waived("1.1.0", "bi", Total), [Versions.In("FULL", "1.0.0", Amount)], [Versions.Reader("bi", "amount"), Versions.Reader("crm", "amount")], Versions.Today).IsAdmitted);

    [Theory]
    [InlineData("total")]
    [InlineData("amount")]
    public void A_waived_and_published_break_does_not_refuse_the_next_version(string reads)
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Amount), Waived("1.1.0", "bi", Total)];

        Assert.True(Judge(Versions.Of("1.2.0", Total, "{id: c4, name: note, logicalType: string}"), earlier, reads).IsAdmitted);
        Assert.False(Judge(Versions.Of("1.2.0", Total.Replace("total", "sum", StringComparison.Ordinal)), earlier, reads).IsAdmitted);
    }

    [Fact]
    public void No_waiver_allows_two_types_in_one_table()
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

    private static DataContract Waived(string version, string consumer, string property) => Versions.Read(
        version, "FULL", $"- {{property: waivers, value: [{{change: columns.amount, consumer: {consumer}, until: 2026-12-31, agreedBy: ana@example.com}}]}}", property);

    private static CompatibilityVerdict Judge(DataContract candidate, DataContract[] earlier, string? reads) =>
        CompatibilityGuard.Judge(candidate, earlier, reads is null ? [] : [Versions.Reader("bi", reads)], Versions.Today);
}
