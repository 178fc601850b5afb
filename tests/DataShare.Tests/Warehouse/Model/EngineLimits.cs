namespace DataShare.Tests.Warehouse.Model;

/// <summary>What an engine, or a server that only speaks like it, cannot take; nothing of it is the warehouse's doing.</summary>
/// <param name="KeptNames">The odd names that it has for its columns.</param>
/// <param name="MostDigits">Of a decimal.</param>
/// <param name="MostCommits">That merge, in one transaction.</param>
/// <param name="ReadsMoments">Whether a text that says a moment becomes one.</param>
/// <param name="HoldsNonFinite">Whether NaN and infinity are doubles.</param>
internal sealed record EngineLimits(IReadOnlySet<string> KeptNames, int MostDigits, int MostCommits, bool ReadsMoments, bool HoldsNonFinite)
{
    public static EngineLimits Of(IReadOnlyList<EngineLimits> engines) => new(
        engines.Aggregate(ColumnNames.Odd.ToHashSet(StringComparer.Ordinal), (kept, e) => [.. kept.Intersect(e.KeptNames)]),
        engines.Min(e => e.MostDigits),
        engines.Min(e => e.MostCommits),
        engines.All(e => e.ReadsMoments),
        engines.All(e => e.HoldsNonFinite));
}
