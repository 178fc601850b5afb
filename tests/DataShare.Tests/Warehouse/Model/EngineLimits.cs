namespace DataShare.Tests.Warehouse.Model;

/// <summary>The limits of an engine, or of a server that imitates it. They are not faults of the warehouse.</summary>
/// <param name="KeptNames">The unusual names that its columns can have.</param>
/// <param name="MostDigits">The most digits of a decimal.</param>
/// <param name="MostCommits">The most commits that it can merge in one transaction.</param>
/// <param name="ReadsMoments">Whether it can convert a text to a moment.</param>
/// <param name="HoldsNonFinite">Whether its doubles can be NaN or infinite.</param>
internal sealed record EngineLimits(IReadOnlySet<string> KeptNames, int MostDigits, int MostCommits, bool ReadsMoments, bool HoldsNonFinite)
{
    public static EngineLimits Of(IReadOnlyList<EngineLimits> engines) => new(
        engines.Aggregate(ColumnNames.Odd.ToHashSet(StringComparer.Ordinal), (kept, e) => [.. kept.Intersect(e.KeptNames)]),
        engines.Min(e => e.MostDigits),
        engines.Min(e => e.MostCommits),
        engines.All(e => e.ReadsMoments),
        engines.All(e => e.HoldsNonFinite));
}
