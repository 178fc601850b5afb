using CsCheck;
using DataShare.Schemas;
using Xunit;
using static DataShare.Schemas.CompatibilityMode;

namespace DataShare.Tests.Schemas.Compatibility;

public sealed class VerdictPropertyTests
{
    private static readonly (CompatibilityMode More, CompatibilityMode Less)[] GuardMore =
    [
        (FullTransitive, Full),
        (FullTransitive, BackwardTransitive),
        (FullTransitive, ForwardTransitive),
        (BackwardTransitive, Backward),
        (ForwardTransitive, Forward),
        (Full, Backward),
        (Full, Forward),
        (Full, Consumer),
        (Consumer, Backward),
        (Backward, None),
        (Forward, None),
    ];

    [Fact]
    public void An_unchanged_version_is_always_admitted() => VersionGen.Contracts.Sample(
        contract => Assert.True(Versions.Judge(contract.As("1.0.1"), contract) is { IsAdmitted: true, StepNeeded: VersionStep.Patch, Changes: [] }),
        iter: 5_000);

    [Fact]
    public void The_number_that_a_refusal_names_is_admitted() => Gen.Select(
        VersionGen.Contracts, VersionGen.Contracts, VersionGen.Contracts, VersionGen.Readers, Gen.Enum<CompatibilityMode>(), Gen.Int[0, 2]).Sample(
        (a, b, c, reader, mode, number) =>
        {
            DataContract[] earlier = [a, b.As("1.1.0")];
            var candidate = c.As(number switch { 0 => "1.0.1", 1 => "1.1.1", _ => "1.2.0" }, mode);
            var verdict = CompatibilityGuard.Judge(candidate, earlier, [reader], Versions.Today);
            Assert.Equal(verdict.Refusals.All(IsOfProducers), verdict.NumberNeeded is null);
            if (verdict.NumberNeeded is { } version)
            {
                Assert.Contains(verdict.Refusals, r => r.Contains($"expected {version}", StringComparison.Ordinal) || r.EndsWith($", {version}", StringComparison.Ordinal));
                var renumbered = CompatibilityGuard.Judge(candidate with { Version = version }, earlier, [reader], Versions.Today);
                Assert.All(renumbered.Refusals, r => Assert.True(IsOfProducers(r), r));

                // A version that is only renumbered may be a PATCH step, and stating the version would make it a MINOR one.
                var stated = candidate.Inbox with { Arrival = candidate.Inbox.Arrival with { IsStated = renumbered.Refusals.Count > 0 } };
                Assert.Empty(CompatibilityGuard.Judge(candidate with { Version = version, Inbox = stated }, earlier, [reader], Versions.Today).Refusals);
            }
        },
        iter: 20_000);

    /// <summary>Whether earlier files would be misread, whatever the version number is.</summary>
    private static bool IsOfProducers(string refusal) => refusal.Contains("'version: stated'", StringComparison.Ordinal);

    /// <summary>Judges a version once in each mode, and compares each pair of modes.</summary>
    [Fact]
    public void A_mode_that_guards_more_admits_nothing_that_one_that_guards_less_refuses() => Gen.Select(
        VersionGen.Contracts, VersionGen.Contracts, VersionGen.Contracts, VersionGen.Readers, Gen.Bool).Sample(
        (a, b, c, reader, isPatch) =>
        {
            DataContract[] earlier = [a, b.As("1.1.0")];
            var version = isPatch ? "1.1.1" : "1.2.0";
            var admitting = Enum.GetValues<CompatibilityMode>()
                .Where(mode => CompatibilityGuard.Judge(c.As(version, mode), earlier, [reader], Versions.Today).IsAdmitted)
                .ToHashSet();
            Assert.All(GuardMore, pair => Assert.False(
                admitting.Contains(pair.More) && !admitting.Contains(pair.Less), $"{pair.More} admits what {pair.Less} refuses"));
        },
        iter: 10_000);

    [Fact]
    public void A_mode_hides_no_reader_that_breaks() => Gen.Select(VersionGen.Contracts, VersionGen.Contracts, VersionGen.Readers, Gen.Enum<CompatibilityMode>()).Sample(
        (a, b, reader, mode) => Assert.Equal(
            CompatibilityGuard.Judge(b.As("1.1.0"), [a], [reader], Versions.Today).Breaks.Select(x => x.Text),
            CompatibilityGuard.Judge(b.As("1.1.0", mode), [a], [reader], Versions.Today).Breaks.Select(x => x.Text)),
        iter: 5_000);

    [Fact]
    public void Contracts_of_every_shape_can_be_compared() => Gen.Select(ContractGen.Contracts, ContractGen.Contracts).Sample(
        (a, b) => Assert.All(ContractComparison.Of(a, b), c => Assert.False(c.Path.Length == 0 || c.Text.Length == 0)),
        iter: 1_000);
}
