namespace DataShare.Schemas;

/// <summary>Decides about one change within a major version, by the candidate's mode.</summary>
/// <param name="candidate">The new version; its mode and its waivers count.</param>
/// <param name="against">The version that the change was found against.</param>
/// <param name="broken">Readers that the change breaks.</param>
/// <param name="today">The date in UTC, because waivers end.</param>
internal sealed class ChangeJudgement(
    DataContract candidate, DataContract against, ContractChange change, IReadOnlyList<ReaderBreak> broken, DateOnly today)
{
    private readonly CompatibilityMode mode = candidate.Compatibility;

    public ContractChange Change => change;

    public IReadOnlyList<ReaderBreak> Broken => broken;

    /// <summary>The directions that the change breaks and the mode guards.</summary>
    public Directions Hits
    {
        get
        {
            var all = change.Concerns | (broken.Count > 0 ? Directions.Forward : Directions.None);
            // This mode guards only known readers.
            return mode is CompatibilityMode.Consumer && broken.Count == 0
                ? all & Directions.Backward
                : all & (CompatibilityGuard.Guarded(mode) | (mode is CompatibilityMode.Consumer ? Directions.Forward : Directions.None));
        }
    }

    /// <summary>
    /// The waivers that allow the change; empty if none does. If files would be read differently, one waiver for a producer is
    /// enough. Otherwise each reader that the change breaks needs one. Such a waiver covers only its reader, not stored data and
    /// not unknown readers.
    /// </summary>
    public IReadOnlyList<Waiver> Waivers =>
        change.IsReread ? Hits is Directions.None ? [] : OfProducers
        : Clash is null && Nominal is VersionStep.Major && Hits is Directions.Forward && broken.Count > 0 && broken.All(b => b.Waiver is not null)
            ? [.. broken.Select(b => b.Waiver!).Distinct()]
            : [];

    public bool IsRefused => Clash is not null || (Nominal is VersionStep.Major && Hits != Directions.None && Waivers.Count == 0);

    /// <summary>The step that the version number needs. A breaking change that is allowed needs only a minor step.</summary>
    public VersionStep Step => IsRefused ? VersionStep.Major : Nominal is VersionStep.Major ? VersionStep.Minor : Nominal;

    /// <summary>Whether the change breaks something that the mode does not guard, and is therefore allowed.</summary>
    public bool IsOverlooked => Clash is null && Nominal is VersionStep.Major && Hits == Directions.None;

    /// <summary>The readers or the directions that it breaks, whatever the mode.</summary>
    public string Breaks => change.Breaks == Directions.None && broken.Count > 0
        ? string.Join(", ", broken.Select(b => b.Reader.Reader).Distinct(StringComparer.Ordinal))
        : Said(change.Breaks == Directions.None ? change.Concerns : change.Breaks);

    public string Refusal => $"{change.Path}: {change.Text}; {Clash ?? Reason}, against {against.Version}{Advice}";

    public JudgedChange Judged => new(against, change, IsRefused, Waivers);

    /// <summary>The step that the compatibility table asks for, whatever the mode, of versions that can share a table.</summary>
    private VersionStep Nominal => broken.Count > 0 ? VersionStep.Major : change.Step;

    /// <summary>The reason why both versions cannot share a table; null if they can.</summary>
    private string? Clash =>
        CompatibilityRule.Clash(change.Rule)
        ?? (change.Rule == CompatibilityRule.ColumnRenamed.Name
            && candidate.Write.Mode is not WriteMode.Append
            && against.PrimaryKey.Any(k => k.Name == change.Column)
                // All parts have the key under its old name, and a merge looks for rows by it.
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
