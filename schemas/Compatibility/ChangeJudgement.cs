namespace DataShare.Schemas;

/// <summary>What a mode makes of one change within a major version.</summary>
/// <param name="candidate">Its mode and its waivers count.</param>
/// <param name="against">The version that the change was found against.</param>
/// <param name="broken">Readers that the change breaks.</param>
/// <param name="today">In UTC: waivers end.</param>
internal sealed class ChangeJudgement(
    DataContract candidate, DataContract against, ContractChange change, IReadOnlyList<ReaderBreak> broken, DateOnly today)
{
    private readonly CompatibilityMode mode = candidate.Compatibility;

    public ContractChange Change => change;

    public IReadOnlyList<ReaderBreak> Broken => broken;

    /// <summary>The step by the table alone, whatever the mode.</summary>
    public VersionStep Nominal => broken.Count > 0 || Clash is not null ? VersionStep.Major : change.Step;

    /// <summary>The directions that break and that the mode guards.</summary>
    public Directions Hits
    {
        get
        {
            var all = change.Concerns | (broken.Count > 0 ? Directions.Forward : Directions.None);
            // Of readers, this mode takes the word of those that are known.
            return mode is CompatibilityMode.Consumer && broken.Count == 0
                ? all & Directions.Backward
                : all & (CompatibilityGuard.Guarded(mode) | (mode is CompatibilityMode.Consumer ? Directions.Forward : Directions.None));
        }
    }

    /// <summary>
    /// The waivers that let the change in; empty when it is not let in. If files would be read differently, one waiver for a
    /// producer is enough. Otherwise each reader that the change breaks needs one. Such a waiver speaks only for its reader: not
    /// for stored data, and not for unknown readers.
    /// </summary>
    public IReadOnlyList<Waiver> Waivers =>
        change.IsReread ? Hits is Directions.None ? [] : OfProducers
        : Clash is null && Nominal is VersionStep.Major && Hits is Directions.Forward && broken.Count > 0 && broken.All(b => b.Waiver is not null)
            ? [.. broken.Select(b => b.Waiver!).Distinct()]
            : [];

    public bool IsRefused => Clash is not null || (Nominal is VersionStep.Major && Hits != Directions.None && Waivers.Count == 0);

    /// <summary>What the number must move: what is let in although it breaks something changes the shape, and no more.</summary>
    public VersionStep Step => IsRefused ? VersionStep.Major : Nominal is VersionStep.Major ? VersionStep.Minor : Nominal;

    /// <summary>Whether it breaks, and is admitted because the mode does not look there.</summary>
    public bool IsOverlooked => Clash is null && Nominal is VersionStep.Major && Hits == Directions.None;

    /// <summary>Whom or which way it breaks, whatever the mode.</summary>
    public string Breaks => change.Breaks == Directions.None && broken.Count > 0
        ? string.Join(", ", broken.Select(b => b.Reader.Reader).Distinct(StringComparer.Ordinal))
        : Said(change.Breaks == Directions.None ? change.Concerns : change.Breaks);

    public string Refusal => $"{change.Path}: {change.Text}; {Clash ?? Reason}, against {against.Version}{Advice}";

    public JudgedChange Judged => new(against, change, IsRefused, Waivers);

    /// <summary>Why one table cannot hold it; null when it can.</summary>
    private string? Clash =>
        CompatibilityRule.Clash(change.Rule)
        ?? (change.Rule == CompatibilityRule.ColumnRenamed.Name
            && candidate.Write.Mode is not WriteMode.Append
            && against.PrimaryKey.Any(k => k.Name == change.Column)
                // Rows are found by it, in every part that was written.
                ? CompatibilityRule.OneKey
                : null);

    private IReadOnlyList<Waiver> OfProducers =>
        [.. candidate.Waivers.Where(w => w.IsOfProducers && w.Change == change.Path && w.Until >= today)];

    private string Reason => change.Breaks == Directions.None
        ? broken.Count > 0 ? $"breaks {Breaks} ({CompatibilityGuard.NameOf(mode)})" : $"needs a major version ({CompatibilityGuard.NameOf(mode)})"
        : $"breaks {Said(change.Breaks & Hits)} ({CompatibilityGuard.NameOf(mode)})";

    private string Advice => change.IsReread ? ProducerBreaks.Advice(candidate, change.Path) : change.Rule == CompatibilityRule.NullableColumnRemoved.Name
        ? ". Set deprecated: true in one version; the next version can remove it if nobody reads it"
        : "";

    private static string Said(Directions breaks) => breaks switch
    {
        Directions.Backward => "backward",
        Directions.Forward => "forward",
        _ => "backward and forward",
    };
}
