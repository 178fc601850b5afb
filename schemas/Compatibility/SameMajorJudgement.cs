namespace DataShare.Schemas;

/// <summary>Judges a version whose major has published versions: they share a table, and the same readers.</summary>
internal sealed class SameMajorJudgement(
    DataContract candidate, IReadOnlyList<DataContract> ofMajor, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
{
    private readonly CompatibilityMode mode = candidate.Compatibility;
    private readonly Directions guarded = CompatibilityGuard.Guarded(candidate.Compatibility);
    private readonly DataContract before = ofMajor.LastOrDefault(c => c.Version < candidate.Version) ?? ofMajor[^1];

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
        IReadOnlyList<JudgedChange> judged = [.. found.Select(f => Judge(f.Against, f.Change, breaks))];
        var step = judged.Count == 0 ? VersionStep.Patch : judged.Max(c => StepOf(c.Change, breaks));
        var refusals = judged.Where(c => c.IsRefused).Select(c => Refusal(c)).Distinct(StringComparer.Ordinal).ToList();
        refusals.AddRange(Number(step, refusals.Count > 0));
        return new CompatibilityVerdict(candidate, before, mode, judged, step, breaks, refusals, [.. Warnings(judged)]);
    }

    /// <summary>What changed since the version before; then what breaks only against an older one.</summary>
    private List<(DataContract Against, ContractChange Change)> Changes()
    {
        var changes = ContractComparison.Of(before, candidate).Select(c => (Against: before, Change: c)).ToList();
        foreach (var older in ofMajor.Where(c => c.Version < before.Version).Reverse())
        {
            // One table holds the data of all versions, so that its type of a column is asked for in every mode.
            changes.AddRange(ContractComparison.Of(older, candidate)
                .Where(c => CompatibilityRule.NeedsTable(c.Rule)
                    || (CompatibilityGuard.IsTransitive(mode) && (c.Breaks & guarded) != Directions.None))
                .Where(c => !changes.Exists(known => known.Change.Path == c.Path && known.Change.Rule == c.Rule))
                .Select(c => (older, c)));
        }

        return changes;
    }

    private JudgedChange Judge(DataContract against, ContractChange change, List<ReaderBreak> breaks)
    {
        var broken = breaks.Where(b => b.Change == change).ToList();
        if (CompatibilityRule.NeedsTable(change.Rule))
        {
            return new JudgedChange(against, change, IsRefused: true, []);
        }

        var isBreaking = (change.Breaks & guarded) != Directions.None
            || (mode is not CompatibilityMode.None && broken.Count > 0 && MindsReaders(change))
            || (mode is not CompatibilityMode.None && change is { Breaks: Directions.None, Step: VersionStep.Major });
        if (!isBreaking)
        {
            return new JudgedChange(against, change, IsRefused: false, []);
        }

        var waivers = candidate.Waivers.Where(w => w.Change == change.Path && w.Until >= today).ToList();
        var isAgreed = waivers.Count > 0 && broken.TrueForAll(b => b.Waiver is not null);
        return new JudgedChange(against, change, !isAgreed, isAgreed ? waivers : []);
    }

    /// <summary>Where only readers can tell whether something breaks, by the rule or by the mode.</summary>
    private bool MindsReaders(ContractChange change) => mode is CompatibilityMode.Consumer || change.Breaks == Directions.None;

    /// <summary>What breaks only where the mode does not look changes the shape, and no more.</summary>
    private VersionStep StepOf(ContractChange change, List<ReaderBreak> breaks)
    {
        if (breaks.Exists(b => b.Change == change) && (change.Breaks == Directions.None || mode is CompatibilityMode.Consumer))
        {
            return VersionStep.Major;
        }

        return change.Breaks != Directions.None && (change.Breaks & guarded) == Directions.None && !CompatibilityRule.NeedsTable(change.Rule)
            ? VersionStep.Minor
            : change.Step;
    }

    private string Refusal(JudgedChange judged)
    {
        var change = judged.Change;
        var why = CompatibilityRule.NeedsTable(change.Rule)
            ? "one table has one key, and one type of a column"
            : change.Breaks == Directions.None
                ? "this is agreed on with a new major version"
                : $"breaks {Said(change.Breaks & guarded, change.Breaks)} ({CompatibilityGuard.NameOf(mode)})";
        return $"{change.Path}: {change.Text}; {why}, against {judged.Against.Version}";
    }

    private static string Said(Directions breaks, Directions all) => (breaks == Directions.None ? all : breaks) switch
    {
        Directions.Backward => "backward",
        Directions.Forward => "forward",
        _ => "backward and forward",
    };

    private IEnumerable<string> Number(VersionStep step, bool isRefused)
    {
        var newest = ofMajor[^1].Version;
        if (newest > candidate.Version)
        {
            yield return $"version {newest} is published already; expected a greater one, such as {Next(newest, step)}";
        }
        else if (isRefused)
        {
            yield return $"expected {Next(Newest(), VersionStep.Major)}: a new major version has a table of its own, and readers of {before.Version.Major}.x stay where they are";
        }
        else if (mode is not CompatibilityMode.None && step is VersionStep.Minor && candidate.Version.Minor == before.Version.Minor)
        {
            yield return $"the shape changes, and {candidate.Version} says that only words do; expected {Next(before.Version, step)}";
        }
    }

    private ContractVersion Newest() => ofMajor[^1].Version;

    private IEnumerable<string> Warnings(IReadOnlyList<JudgedChange> judged)
    {
        foreach (var (_, change, isRefused, waivers) in judged)
        {
            if (change.Warning is { } warning)
            {
                yield return $"{change.Path}: {warning}";
            }

            if (!isRefused && waivers.Count == 0 && change.Breaks != Directions.None)
            {
                yield return $"{change.Path}: {change.Text}; breaks {Said(change.Breaks, change.Breaks)}, which {CompatibilityGuard.NameOf(mode)} does not look at";
            }

            foreach (var waiver in waivers)
            {
                yield return FormattableString.Invariant(
                    $"{change.Path}: {change.Text}; waived for {waiver.Consumer} until {waiver.Until:yyyy-MM-dd}, agreed by {waiver.AgreedBy}");
            }
        }

        foreach (var waiver in candidate.Waivers.Where(w => w.Until < today))
        {
            yield return FormattableString.Invariant(
                $"the waiver of {waiver.Change} for {waiver.Consumer} ended on {waiver.Until:yyyy-MM-dd} and is not in force");
        }
    }
}
