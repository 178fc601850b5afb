using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A landing that only reports: it keeps the result of each drop, commits nothing and releases no claim.</summary>
/// <param name="scratch">The trial's own lake.</param>
/// <param name="known">Rows that were rejected before; null if nothing is known about the earlier result.</param>
/// <param name="readRows">Reads the first rows; null if none are wanted.</param>
/// <param name="mostRows">The most rows to read of each file.</param>
internal sealed class TrialLanding(
    DropHistory history, DatasetName dataset, LakeStore scratch, RowSet? known, TrialRowsReader? readRows, int mostRows) : ILanding
{
    private readonly TrialNotes notes = new();
    private readonly List<TrialNote> ended = [];
    private readonly Dictionary<LakeTableId, StagedGroup> snapshots = [];
    private TrialQuarantine? quarantine;

    /// <summary>In the order of the outcomes.</summary>
    public IReadOnlyList<TrialNote> Notes => ended;

    public DropHistory History => history;

    public LakeLayout Staging => scratch.Layout;

    /// <summary>If this trial would land a snapshot of the table, its parts.</summary>
    public async Task<(long Version, IReadOnlyList<LakePart> Parts)> CurrentAsync(LakeTableId table, CancellationToken cancellationToken) =>
        snapshots.TryGetValue(table, out var last)
            ? (-1, [.. last.AllParts.Select(p => new LakePart(Path.Combine(Staging.TableFolder(table), p.Name), p.Bytes, p.Rows))])
            : await history.CurrentAsync(table, cancellationToken);

    public Quarantining Quarantine => quarantine ??= new TrialQuarantine(scratch, dataset, notes, known);

    public void Checked(Drop drop, GateReport report)
    {
        var note = notes.Of(drop);
        (note.Matched, note.Report) = (drop, report);
    }

    public Task<IReadOnlyList<(Drop Drop, DropOutcome Outcome)>> LandAsync(StagedGroup staged, CancellationToken cancellationToken)
    {
        var first = readRows is null ? null : TrialRows.Of(staged, Staging, Path.Combine(Staging.Root, ".rows"), readRows, mostRows);
        var landed = new List<(Drop, DropOutcome)>();
        foreach (var (i, (drop, facts)) in staged.Drops.Zip(staged.Draft().Drops).Index())
        {
            var note = notes.Of(drop);
            (note.Remarks, note.Rows) = (drop.Notes, first?[i]);
            history.Add(staged.Table, facts);
            landed.Add((drop, LakeLanding.OutcomeOf(drop, facts, lakeVersion: -1, Staging)));
        }

        Discard(staged);
        return Task.FromResult<IReadOnlyList<(Drop, DropOutcome)>>(landed);
    }

    public Task EndAsync(Drop drop, DropOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is DropOutcome.NotSettled notSettled)
        {
            throw new IOException($"'{drop.Name}' cannot be tried: {notSettled.Reason}. Nothing was written; try again when it is complete.");
        }

        var note = notes.Of(drop);
        if (outcome is DropOutcome.Duplicate duplicate)
        {
            note.Duplicate = new TrialDuplicate(duplicate.Of, history.Added(duplicate.Of)?.Name, duplicate.Why);
        }

        ended.Add(note);
        return Task.CompletedTask;
    }

    /// <summary>The parts of a snapshot stay until the next member of its archive, which may keep rows of them.</summary>
    private void Discard(StagedGroup staged)
    {
        if (staged.Contract.Write.Mode is not WriteMode.Snapshot)
        {
            staged.Discard(Staging);
            return;
        }

        if (snapshots.Remove(staged.Table, out var before))
        {
            before.Discard(Staging);
        }

        snapshots.Add(staged.Table, staged);
    }

    public Task KeepAsync(Drop archive, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task EndArchiveAsync(Drop archive, CancellationToken cancellationToken) => Task.CompletedTask;
}
