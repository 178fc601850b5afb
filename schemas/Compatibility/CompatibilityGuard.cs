namespace DataShare.Schemas;

/// <summary>Decides whether a version of a contract may stand beside those that are published.</summary>
public static class CompatibilityGuard
{
    /// <param name="candidate">Not published yet. Its own mode decides.</param>
    /// <param name="earlier">All published versions of the dataset whose data is kept, of every major.</param>
    /// <param name="readers">Of this and of other datasets, all that are known.</param>
    /// <param name="today">In UTC: waivers end.</param>
    public static CompatibilityVerdict Judge(
        DataContract candidate, IReadOnlyList<DataContract> earlier, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        var verdict = JudgeChanges(candidate, earlier, readers, today);
        if (earlier.Where(e => e.Version.Major < candidate.Version.Major).MaxBy(e => e.Version) is not { } below)
        {
            return verdict;
        }

        var mapping = MappingProblems.Between(below, candidate);
        return verdict with { Refusals = [.. verdict.Refusals, .. mapping.Errors], Warnings = [.. verdict.Warnings, .. mapping.Warnings] };
    }

    private static CompatibilityVerdict JudgeChanges(
        DataContract candidate, IReadOnlyList<DataContract> earlier, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        var mode = candidate.Compatibility;
        var ofMajor = earlier.Where(e => e.Version.Major == candidate.Version.Major).OrderBy(e => e.Version).ToList();
        if (ofMajor.Count > 0)
        {
            return new SameMajorJudgement(candidate, ofMajor, readers, today).Judge();
        }

        var before = earlier.Where(e => e.Version < candidate.Version).MaxBy(e => e.Version);
        if (before is null)
        {
            return new CompatibilityVerdict(candidate, null, mode, [], VersionStep.Patch, [], [], []);
        }

        var changes = ContractComparison.Of(before, candidate);
        var breaks = ReaderBreaks.Of(before, candidate, changes, readers, today).ToList();
        var step = changes.Count == 0 ? VersionStep.Patch : changes.Max(c => c.Step);
        IReadOnlyList<string> needless = step is VersionStep.Major || breaks.Count > 0
            ? []
            : [$"nothing breaks: {SameMajorJudgement.Next(before.Version, step)} would do, and needs no second table"];
        return new CompatibilityVerdict(
            candidate, before, mode, [.. changes.Select(c => new JudgedChange(before, c, IsRefused: false, []))], step, breaks, [],
            [.. needless, .. changes.Select(c => c.Warning is null ? null : $"{c.Path}: {c.Warning}").OfType<string>()]);
    }

    /// <summary>What the mode looks at; readers are judged beside it in <see cref="CompatibilityMode.Consumer"/>.</summary>
    internal static Directions Guarded(CompatibilityMode mode) => mode switch
    {
        CompatibilityMode.None => Directions.None,
        CompatibilityMode.Backward or CompatibilityMode.BackwardTransitive or CompatibilityMode.Consumer => Directions.Backward,
        CompatibilityMode.Forward or CompatibilityMode.ForwardTransitive => Directions.Forward,
        _ => Directions.Backward | Directions.Forward,
    };

    internal static bool IsTransitive(CompatibilityMode mode) =>
        mode is CompatibilityMode.BackwardTransitive or CompatibilityMode.ForwardTransitive or CompatibilityMode.FullTransitive;

    /// <summary>As a contract writes it: <c>FULL_TRANSITIVE</c>.</summary>
    public static string NameOf(CompatibilityMode mode) =>
        string.Concat(mode.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : c.ToString())).ToUpperInvariant();
}
