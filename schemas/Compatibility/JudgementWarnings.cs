namespace DataShare.Schemas;

/// <summary>Warnings about a version within a major, whether it is accepted or not.</summary>
internal static class JudgementWarnings
{
    /// <param name="readers">The readers of the dataset and major.</param>
    public static IEnumerable<string> Of(
        DataContract candidate, DataContract before, IReadOnlyList<ChangeJudgement> judged, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        if (candidate.Compatibility != before.Compatibility)
        {
            var mode = CompatibilityGuard.NameOf(candidate.Compatibility);
            yield return $"the mode changes from {CompatibilityGuard.NameOf(before.Compatibility)} to {mode}, and {mode} applies to this version";
        }

        foreach (var warning in judged.SelectMany(j => OfChange(j, candidate.Compatibility, readers)))
        {
            yield return warning;
        }

        foreach (var warning in Unused(candidate, judged, readers, today))
        {
            yield return warning;
        }
    }

    /// <summary>The waivers that have ended.</summary>
    public static IEnumerable<string> Ended(DataContract candidate, DateOnly today) => candidate.Waivers
        .Where(w => w.Until < today)
        .Select(w => FormattableString.Invariant($"{Name(w)} ended on {w.Until:yyyy-MM-dd} and is not in force"));

    private static IEnumerable<string> OfChange(ChangeJudgement judged, CompatibilityMode mode, IReadOnlyList<ReaderNeeds> readers)
    {
        var change = judged.Change;
        var addsColumn = change.Rule == CompatibilityRule.NullableColumnAdded.Name || change.Rule == CompatibilityRule.DefaultedColumnAdded.Name;
        var takers = addsColumn ? readers.Where(r => r.Columns is null).ToList() : [];
        foreach (var taker in takers)
        {
            yield return $"{change.Path}: {taker.Reader} ({taker.Owner}) reads every column, and gets one more";
        }

        if (takers.Count == 0 && change.Warning is { } warning)
        {
            yield return $"{change.Path}: {warning}";
        }

        if (judged.IsOverlooked)
        {
            yield return $"{change.Path}: {change.Text}; breaks {judged.Breaks}, which {CompatibilityGuard.NameOf(mode)} does not check: by the compatibility table it needs a MAJOR step";
        }

        foreach (var waiver in judged.Waivers)
        {
            yield return FormattableString.Invariant(
                $"{change.Path}: {change.Text}; waived for {waiver.Consumer} until {waiver.Until:yyyy-MM-dd}, agreed by {waiver.AgreedBy}");
        }
    }

    private static IEnumerable<string> Unused(
        DataContract candidate, IReadOnlyList<ChangeJudgement> judged, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        var names = readers.Select(r => r.Reader).Distinct(StringComparer.Ordinal).ToList();
        var paths = judged.Select(j => j.Change.Path).Distinct(StringComparer.Ordinal).ToList();
        foreach (var waiver in candidate.Waivers.Where(w => w.Until >= today))
        {
            var changes = judged.Where(j => j.Change.Path == waiver.Change && j.Change.IsReread == waiver.IsOfProducers).ToList();
            if (changes.Count == 0)
            {
                yield return $"{Name(waiver)} matches no change{(paths.Count == 0 ? "" : "; " + NearestName.Hint(waiver.Change, paths))}";
            }
            else if (changes.Exists(c => c.IsRefused && c.Hits.HasFlag(Directions.Backward)))
            {
                yield return $"{Name(waiver)} has no effect: it is for a consumer, but the change breaks the stored data";
            }
            else if (!waiver.IsOfProducers && !changes.Exists(c => c.Broken.Any(b => b.Reader.Reader == waiver.Consumer)))
            {
                var reader = names.Contains(waiver.Consumer, StringComparer.Ordinal) ? $"it does not break {waiver.Consumer}"
                    : names.Count == 0 ? $"no consumer of {candidate.Dataset} {candidate.Version.Major}.x is known"
                    : $"there is no such consumer of {candidate.Dataset} {candidate.Version.Major}.x; {NearestName.Hint(waiver.Consumer, names)}";
                yield return $"{Name(waiver)} has no effect: {reader}{(changes.Exists(c => c.IsRefused && c.Broken.Count == 0) ? Unknown(candidate.Compatibility) : "")}";
            }
        }
    }

    /// <summary>Says who agreed to a change that may break unknown readers.</summary>
    private static string Unknown(CompatibilityMode mode) =>
        $". The change breaks no known consumer, but {CompatibilityGuard.NameOf(mode)} guards unknown readers too; with compatibility: CONSUMER only known consumers count";

    private static string Name(Waiver waiver) => $"the waiver of {waiver.Change} for {waiver.Consumer}";
}
