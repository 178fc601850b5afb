using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>The number that a version must have, and the message for a wrong number.</summary>
public sealed class VersionNumberTests
{
    private const string Amount = "{id: c3, name: amount, logicalType: integer, required: true}";
    private const string Total = "{id: c3, name: total, logicalType: integer, required: true}";
    private const string Status = "{id: c4, name: status, logicalType: string}";

    [Fact]
    public void A_version_that_fits_its_number_needs_no_other() =>
        Assert.Null(Versions.Judge(Versions.Of("1.1.0", Amount, Status), Versions.Of("1.0.0", Amount)).NumberNeeded);

    [Fact]
    public void A_refused_version_needs_a_major_number_that_nobody_has()
    {
        var verdict = Versions.Judge(Versions.Of("1.2.0", Total), Versions.Of("1.0.0", Amount), Versions.Of("2.0.0", Total));

        Assert.Equal("3.0.0", verdict.NumberNeeded?.ToString());
        Assert.Contains(verdict.Refusals, r => r.Contains("expected 3.0.0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_version_below_a_published_one_is_compared_with_that()
    {
        var verdict = Versions.Judge(Versions.Of("1.1.0", Amount), Versions.Of("1.0.0", Amount), Versions.Of("1.2.0", Amount, Status));

        Assert.Equal("1.2.0", verdict.Against?.Version.ToString());
        Assert.Contains(verdict.Refusals, r => r.Contains("1.2.0 is already published", StringComparison.Ordinal));
    }

    [Fact]
    public void A_version_that_is_published_is_not_compared_with_itself()
    {
        var same = Versions.Of("1.1.0", Amount, Status);

        Assert.Equal("1.0.0", Versions.Judge(same, Versions.Of("1.0.0", Amount), same).Against?.Version.ToString());
    }

    [Fact]
    public void The_mode_NONE_does_not_check_the_number() =>
        Assert.True(Versions.Judge(Versions.In("NONE", "1.0.1", Amount, Status), Versions.Of("1.0.0", Amount)).IsAdmitted);

    [Fact]
    public void A_changed_mode_gives_a_warning() => Assert.Contains(
        "the mode changes from FULL_TRANSITIVE to NONE, and NONE applies to this version",
        Versions.Judge(Versions.In("NONE", "1.1.0", Total), Versions.Of("1.0.0", Amount)).Warnings);

    [Fact]
    public void A_major_version_that_breaks_nothing_gets_a_note_that_a_minor_one_is_enough() => Assert.Contains(
        Versions.Judge(Versions.Of("2.0.0", Amount, Status), Versions.Of("1.0.0", Amount)).Warnings,
        w => w.Contains("1.1.0 is enough", StringComparison.Ordinal));

    [Fact]
    public void A_major_between_two_published_ones_is_refused()
    {
        var verdict = Versions.Judge(Versions.Of("2.0.0", Total), Versions.Of("1.0.0", Amount), Versions.Of("3.0.0", Amount), Versions.Of("3.1.0", Amount, Status));

        Assert.Equal("4.0.0", verdict.NumberNeeded?.ToString());
        Assert.Equal(
            ["2.x would be between 1.x and 3.x, which are published: the mapping of 3.x connects it to 1.x, and rows could be lost on the way through 2.x. Expected 4.0.0"],
            verdict.Refusals);
    }

    [Fact]
    public void A_number_below_the_newest_one_is_refused_and_the_next_one_named() => Assert.Equal(
        "1.0.6", Versions.Judge(Versions.Of("1.0.3", Amount), Versions.Of("1.0.5", Amount)).NumberNeeded?.ToString());

    [Fact]
    public void The_majors_next_to_a_refused_one_are_named() => Assert.StartsWith(
        "3.x would be between 2.x and 4.x, which are published",
        Assert.Single(Versions.Judge(
            Versions.Of("3.0.0", Total), Versions.Of("1.0.0", Amount), Versions.Of("2.0.0", Amount), Versions.Of("4.0.0", Amount), Versions.Of("5.0.0", Amount)).Refusals),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("0.9.0")]
    [InlineData("0.0.1")]
    public void A_major_below_the_first_published_one_is_refused(string version)
    {
        var verdict = Versions.Judge(Versions.In("NONE", version, Amount), Versions.Of("1.0.0", Amount));

        Assert.Equal("2.0.0", verdict.NumberNeeded?.ToString());
        Assert.Equal(["0.x would be below 1.x, which is published: a new major comes after all existing ones. Expected 2.0.0"], verdict.Refusals);
    }

    [Fact]
    public void A_major_that_leaves_numbers_out_is_admitted() =>
        Assert.True(Versions.Judge(Versions.Of("5.0.0", Total), Versions.Of("1.0.0", Amount), Versions.Of("3.0.0", Amount)).IsAdmitted);
}
