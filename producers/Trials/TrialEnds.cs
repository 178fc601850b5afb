using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The ends of drops that are tried: each is noted, and nothing is done.</summary>
/// <param name="scratch">The trial's own lake.</param>
/// <param name="known">Rows that were rejected before; null when nothing is known of before.</param>
/// <param name="readRows">How first rows are read; null when none are wanted.</param>
/// <param name="mostRows">How many of a file.</param>
internal sealed class TrialEnds(
    DropHistory history, DatasetName dataset, DropIdentity identity, LakeStore scratch, RowSet? known, TrialRowsReader? readRows, int mostRows) : IDropEnds
{
    private readonly TrialNotes notes = new();
    private readonly List<TrialNote> ended = [];
    private TrialQuarantine? quarantine;

    /// <summary>In the order in which they came to their ends.</summary>
    public IReadOnlyList<TrialNote> Notes => ended;

    public DropHistory History => history;

    public LakeLayout Staging => scratch.Layout;

    public Quarantining Quarantine => quarantine ??= new TrialQuarantine(scratch, dataset, notes, known);

    public void Fitted(FittedDrop drop) => notes.Of(drop.File).Fitted = drop;

    public void Checked(FittedDrop drop, GateReport report) => notes.Of(drop.File).Report = report;

    /// <summary>Its load id is new.</summary>
    public Task<bool> HasLandedAsync(DropFile drop, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task DuplicateAsync(DropFile drop, KnownDrop known, CancellationToken cancellationToken)
    {
        var note = notes.Of(drop);
        note.Duplicate = new TrialDuplicate(known.Of, history.Added(known.Of)?.Name, known.Why);
        ended.Add(note);
        return Task.CompletedTask;
    }

    /// <summary>Its quarantine has noted why.</summary>
    public Task RefusedAsync(DropFile drop, DropOutcome outcome, CancellationToken cancellationToken)
    {
        ended.Add(notes.Of(drop));
        return Task.CompletedTask;
    }

    public Task NotSettledAsync(FileClaim claim, string why, CancellationToken cancellationToken) => throw new IOException(
        $"'{claim.Name}' cannot be tried: {why}. Nothing was written; try again when it is complete.");

    public void Changed(DropFile drop) => throw new IOException(
        $"'{drop.Name}' cannot be tried: {DropFile.ChangedMeanwhile}. Nothing was written; try again when it is complete.");

    public Task<IReadOnlyCollection<DropFile>?> CommitAsync(StagedGroup staged, CancellationToken cancellationToken)
    {
        var table = new LakeTableId(staged.Contract.Dataset, staged.Contract.Version.Major);
        var first = readRows is null ? null : TrialRows.Of(staged, Staging, Path.Combine(Staging.Root, ".rows"), readRows, mostRows);
        foreach (var (i, (drop, facts)) in staged.Drops.Zip(staged.Draft(identity).Drops).Index())
        {
            var note = notes.Of(drop.File);
            (note.Remarks, note.Rows) = (drop.Notes, first?[i]);
            ended.Add(note);
            history.Add(table, facts);
        }

        staged.Discard(Staging);
        return Task.FromResult<IReadOnlyCollection<DropFile>?>(null);
    }

    public Task UnpackedAsync(DropFile archive, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task TakenApartAsync(DropFile archive, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ReplayedAsync(FileClaim claim, DropFile? takenApart, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A trial replays nothing.");
}
