namespace DataShare.Schemas;

/// <summary>Decides if a version of a contract can be published next to the published ones.</summary>
public static class CompatibilityGuard
{
    /// <param name="candidate">The version that is not published yet. Its own mode decides.</param>
    /// <param name="earlier">All published versions of the dataset whose data is kept, of every major.</param>
    /// <param name="readers">All known readers, of this and of other datasets.</param>
    /// <param name="today">The date in UTC, because waivers end.</param>
    public static CompatibilityVerdict Judge(
        DataContract candidate, IReadOnlyList<DataContract> earlier, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        var verdict = JudgeChanges(candidate, earlier, readers, today);
        var producers = ProducerBreaks.Of(candidate, earlier, today);
        verdict = verdict with
        {
            Refusals = [.. verdict.Refusals, .. BetweenIds(candidate, earlier), .. producers.Refusals],
            Warnings =
            [
                .. verdict.Warnings,
                .. producers.Warnings,
                .. DefaultWarnings.Of(candidate, earlier),
                .. OwnValues.Warnings(candidate),
                .. verdict.Against is { } against ? UnmatchedColumns.Of(against, candidate) : [],
                .. ReusedIds.Elsewhere(candidate, earlier),
            ],
        };
        return WithMapping(verdict, candidate, earlier);
    }

    /// <summary>Adds problems of mapping rows between the candidate and the majors next to its own.</summary>
    private static CompatibilityVerdict WithMapping(CompatibilityVerdict verdict, DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        var newest = earlier.GroupBy(e => e.Version.Major).Select(m => m.MaxBy(e => e.Version)!).OrderBy(e => e.Version).ToList();
        if (newest.Find(e => e.Version.Major > candidate.Version.Major) is { } above)
        {
            verdict = verdict with { Warnings = [.. verdict.Warnings, .. MappingProblems.Below(candidate, above)] };
        }

        if (newest.FindLast(e => e.Version.Major < candidate.Version.Major) is not { } below)
        {
            return verdict;
        }

        var mapping = MappingProblems.Between(below, candidate);
        return verdict with { Refusals = [.. verdict.Refusals, .. mapping.Errors], Warnings = [.. verdict.Warnings, .. mapping.Warnings] };
    }

    /// <summary>Ids that would disappear and come back, if the candidate is between two published versions.</summary>
    private static IEnumerable<string> BetweenIds(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        var known = ReturnedIds.Of(earlier.OrderBy(e => e.Version)).Select(r => (r.Contract.Version, r.Id)).ToHashSet();
        return ReturnedIds.Of(earlier.Where(e => e.Version != candidate.Version).Append(candidate).OrderBy(e => e.Version))
            .Where(r => r.Contract != candidate && !known.Contains((r.Contract.Version, r.Id)))
            .Select(r => $"the id '{r.Id}' is missing in {r.GoneIn} and comes back in {r.Contract.Version}; expected its column in {candidate.Version} too");
    }

    private static CompatibilityVerdict JudgeChanges(
        DataContract candidate, IReadOnlyList<DataContract> earlier, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        // A published version that is checked again is not compared with itself.
        var others = earlier.Where(e => e.Version != candidate.Version).OrderBy(e => e.Version).ToList();
        var ofMajor = others.Where(e => e.Version.Major == candidate.Version.Major).ToList();
        if (ofMajor.Count > 0)
        {
            return new SameMajorJudgement(candidate, ofMajor, others[^1].Version.Major, readers, today).Judge();
        }

        var verdict = others.LastOrDefault(e => e.Version < candidate.Version) is { } before
            ? NewMajor(candidate, before, others, readers, today)
            : new CompatibilityVerdict(candidate, null, candidate.Compatibility, [], VersionStep.Patch, [], [], []);
        return others.Exists(e => e.Version > candidate.Version) ? OutOfOrder(verdict, others) : verdict;
    }

    /// <summary>
    /// Refuses a major below or between published ones. Rows are mapped from each major to the next, so such a major would
    /// change the meaning of published mappings.
    /// </summary>
    private static CompatibilityVerdict OutOfOrder(CompatibilityVerdict verdict, IReadOnlyList<DataContract> earlier)
    {
        var (major, next) = (verdict.Candidate.Version.Major, new ContractVersion(earlier[^1].Version.Major + 1, 0, 0));
        var above = earlier.First(e => e.Version.Major > major).Version.Major;
        var place = earlier.LastOrDefault(e => e.Version.Major < major) is { } below
            ? FormattableString.Invariant($"between {below.Version.Major}.x and {above}.x, which are published: the mapping of {above}.x connects it to {below.Version.Major}.x, and rows could be lost on the way through {major}.x")
            : FormattableString.Invariant($"below {above}.x, which is published: a new major comes after all existing ones");
        return verdict with
        {
            NumberNeeded = next,
            Refusals = [.. verdict.Refusals, FormattableString.Invariant($"{major}.x would be {place}. Expected {next}")],
        };
    }

    /// <summary>Accepts any change, because a new major has its own table, and readers keep theirs until they move.</summary>
    private static CompatibilityVerdict NewMajor(
        DataContract candidate, DataContract before, IReadOnlyList<DataContract> earlier, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        var changes = ContractComparison.Of(before, candidate);
        var breaks = ReaderBreaks.Of(before, candidate, changes, readers, today).ToList();
        var step = breaks.Count > 0 ? VersionStep.Major : changes.Count == 0 ? VersionStep.Patch : changes.Max(c => c.Step);
        var reused = ReusedIds.Of(candidate, before, earlier.Where(e => e.Version < before.Version)).ToList();
        IReadOnlyList<string> needless = step is VersionStep.Major || reused.Count > 0
            ? []
            : [$"nothing breaks: {SameMajorJudgement.Next(before.Version, step)} is enough, and needs no second table"];
        return new CompatibilityVerdict(
            candidate,
            before,
            candidate.Compatibility,
            [.. changes.Select(c => new JudgedChange(before, c, IsRefused: false, [])), .. reused.Select(r => new JudgedChange(r.Against, r.Change, IsRefused: false, []))],
            step,
            breaks,
            [],
            [
                .. needless,
                .. changes.Where(c => c.Warning is not null).Select(c => $"{c.Path}: {c.Warning}"),
                .. reused.Select(r => $"{r.Change.Path}: {r.Change.Text}; expected a new id"),
                .. JudgementWarnings.Ended(candidate, today),
            ]);
    }

    /// <summary>The directions that the mode guards. <see cref="CompatibilityMode.Consumer"/> also guards known readers.</summary>
    internal static Directions Guarded(CompatibilityMode mode) => mode switch
    {
        CompatibilityMode.None => Directions.None,
        CompatibilityMode.Backward or CompatibilityMode.BackwardTransitive or CompatibilityMode.Consumer => Directions.Backward,
        CompatibilityMode.Forward or CompatibilityMode.ForwardTransitive => Directions.Forward,
        _ => Directions.Backward | Directions.Forward,
    };

    internal static bool IsTransitive(CompatibilityMode mode) =>
        mode is CompatibilityMode.BackwardTransitive or CompatibilityMode.ForwardTransitive or CompatibilityMode.FullTransitive;

    /// <summary>The mode in a contract's form: <c>FULL_TRANSITIVE</c>.</summary>
    public static string NameOf(CompatibilityMode mode) =>
        string.Concat(mode.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : c.ToString())).ToUpperInvariant();
}
