namespace DataShare.Schemas;

/// <summary>Judges a version whose major has published versions. All of them share a table and readers.</summary>
/// <param name="ofMajor">Ascending, at least one, and not the candidate.</param>
/// <param name="greatest">The greatest major version that is published.</param>
internal sealed class SameMajorJudgement(
    DataContract candidate, IReadOnlyList<DataContract> ofMajor, int greatest, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
{
    private readonly CompatibilityMode mode = candidate.Compatibility;
    private readonly DataContract before = ofMajor[^1];

    public static ContractVersion Next(ContractVersion version, VersionStep step) => step switch
    {
        VersionStep.Major => new ContractVersion(version.Major + 1, 0, 0),
        VersionStep.Minor => new ContractVersion(version.Major, version.Minor + 1, 0),
        _ => new ContractVersion(version.Major, version.Minor, version.Patch + 1),
    };

    public CompatibilityVerdict Judge()
    {
        var found = Changes();
        var breaks = ReaderBreaks.Of(before, candidate, found.Select(f => f.Change), readers, today).ToList();
        IReadOnlyList<ChangeJudgement> judged =
            [.. found.Select(f => new ChangeJudgement(candidate, f.Against, f.Change, [.. breaks.Where(b => b.Change == f.Change)], today))];
        var step = judged.Count == 0 ? VersionStep.Patch : judged.Max(c => c.Step);
        var number = Number(step, judged.Any(c => c is { IsRefused: true, Change.IsReread: false }));
        var ofTable = readers.Where(r => r.Dataset == candidate.Dataset && r.Major == candidate.Version.Major).ToList();
        return new CompatibilityVerdict(
            candidate,
            before,
            mode,
            [.. judged.Select(c => c.Judged)],
            step,
            breaks,
            [.. judged.Where(c => c.IsRefused).Select(c => c.Refusal), .. number is { } refused ? new[] { refused.Text } : []],
            [.. JudgementWarnings.Of(candidate, before, judged, ofTable, today), .. JudgementWarnings.Ended(candidate, today)])
        {
            NumberNeeded = number?.Version,
        };
    }

    /// <summary>The changes since the previous version, then the changes that break only against an older one.</summary>
    private List<(DataContract Against, ContractChange Change)> Changes()
    {
        var older = ofMajor.SkipLast(1).Reverse().ToList();
        var changes = ContractComparison.Of(before, candidate).Where(c => !c.IsReread).Select(c => (Against: before, Change: c))
            .Concat(ReusedIds.Of(candidate, before, older))
            .Concat(RereadFiles.Of(candidate, ofMajor, sameMajor: true).Where(r => r.Reread.Kind is RereadKind.Otherwise).Select(r => (r.Against, Change: ContractComparison.Reread(r.Reread))))
            .ToList();
        var guarded = CompatibilityGuard.IsTransitive(mode) ? CompatibilityGuard.Guarded(mode) : Directions.None;
        foreach (var version in older)
        {
            // One table has the data of all versions, so every mode asks for changes that the table cannot hold.
            changes.AddRange(ContractComparison.Of(version, candidate)
                .Where(c => !c.IsReread && (CompatibilityRule.Clash(c.Rule) is not null || (c.Breaks & guarded) != Directions.None))
                .Where(c => !changes.Exists(known => known.Change.Path == c.Path && known.Change.Rule == c.Rule))
                .Where(c => !IsLetIn(version, c))
                .Select(c => (version, c)));
        }

        return changes;
    }

    /// <summary>Whether a published version made the same change, with a waiver or under a program that did not check it.</summary>
    private bool IsLetIn(DataContract older, ContractChange change) => ofMajor.Any(v =>
        v.Version > older.Version
        && (change.IsYounger || v.Waivers.Any(w => w.Change == change.Path))
        && ContractComparison.Of(older, v).Any(c => c.Path == change.Path && c.Rule == change.Rule && c.Text == change.Text));

    /// <summary>The number that the version needs, and the reason; null if its own number is right.</summary>
    private (ContractVersion Version, string Text)? Number(VersionStep step, bool isRefused)
    {
        var (newest, major) = (before.Version, candidate.Version.Major);
        var isBelow = newest > candidate.Version;
        var published = $"version {newest} is already published";
        if (isRefused)
        {
            var next = new ContractVersion(greatest + 1, 0, 0);
            return (next, $"{(isBelow ? published + "; " : "")}expected {next}: a new major version has its own table, and readers of {major}.x are not affected");
        }

        if (isBelow)
        {
            return (Next(newest, step), $"{published}; expected a greater one, {Next(newest, step)}");
        }

        return mode is not CompatibilityMode.None && step is VersionStep.Minor && candidate.Version.Minor == newest.Minor
            ? (Next(newest, step), $"the structure changes, but {candidate.Version} is a PATCH step, which is only for descriptions; expected {Next(newest, step)}")
            : null;
    }
}
