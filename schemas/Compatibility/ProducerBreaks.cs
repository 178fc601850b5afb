namespace DataShare.Schemas;

/// <summary>
/// Finds files for an older major that a new version would read differently. Each major has its own table, but all share one
/// inbox: a file that states no version comes under the newest version that it fits.
/// </summary>
internal static class ProducerBreaks
{
    /// <param name="earlier">All published versions of the dataset.</param>
    public static (IReadOnlyList<string> Refusals, IReadOnlyList<string> Warnings) Of(DataContract candidate, IReadOnlyList<DataContract> earlier, DateOnly today)
    {
        var (refusals, warnings) = (new List<string>(), new List<string>());
        foreach (var (against, reread) in RereadFiles.Of(candidate, earlier, sameMajor: false)
            .Concat(RereadFiles.Of(candidate, earlier, sameMajor: true).Where(r => r.Reread.Kind is RereadKind.Refused)))
        {
            var text = $"{reread.Path}: {reread.Text}";
            if (reread.Kind is RereadKind.Refused)
            {
                warnings.Add($"{text}; files for {against.Version} would come under {candidate.Version}, and such rows would go to quarantine. Accept both forms, or write 'version: stated' in its arrival");
            }
            else if (reread.Kind is RereadKind.Doubtful)
            {
                warnings.Add($"{text}; files of {against.Version.Major}.x that do not state their version would come under {candidate.Version}. If they have another meaning, write 'version: stated' in its arrival");
            }
            else if (candidate.Waivers.FirstOrDefault(w => w.IsOfProducers && w.Change == reread.Path && w.Until >= today) is { } waiver)
            {
                warnings.Add(FormattableString.Invariant($"{text}; waived for {waiver.Consumer} until {waiver.Until:yyyy-MM-dd}, agreed by {waiver.AgreedBy}"));
            }
            else if (CompatibilityGuard.Guarded(candidate.Compatibility).HasFlag(Directions.Backward))
            {
                refusals.Add($"{text}; files of {against.Version.Major}.x that do not state their version would be misread{Advice(candidate, reread.Path)}");
            }
            else
            {
                warnings.Add($"{text}; files of {against.Version.Major}.x that do not state their version will be misread, which {CompatibilityGuard.NameOf(candidate.Compatibility)} does not check");
            }
        }

        return (refusals, warnings);
    }

    /// <summary>How to avoid the refusal, as the end of a sentence.</summary>
    public static string Advice(DataContract candidate, string path) =>
        $". Expected 'version: stated' in its arrival, so that only files that state it come under {candidate.Version} "
        + $"(folder {candidate.Dataset}@{candidate.Version}, or contractVersion in a sidecar); or a waiver of {path} with the producer who agreed";
}
