using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The commit of a staged group.</summary>
internal sealed partial class LakeLanding
{
    /// <summary>The outcome of a drop that is in the log.</summary>
    /// <param name="lake">The lake whose quarantine has its rejected rows.</param>
    public static DropOutcome.Landed OutcomeOf(Drop drop, CommittedDrop facts, long lakeVersion, LakeLayout lake) => new(
        drop.Dataset,
        drop.Name,
        drop.LoadId,
        facts.Contract,
        facts.AcceptedRows,
        facts.RejectedRows,
        lakeVersion,
        facts.RejectedRows > 0 ? lake.QuarantineFolder(drop.Dataset, drop.LoadId) : null)
    {
        Notes = facts.Notes,
        Facts = facts,
    };

    public async Task<IReadOnlyList<(Drop Drop, DropOutcome Outcome)>> LandAsync(StagedGroup staged, CancellationToken cancellationToken)
    {
        var table = lake.Table(staged.Table);
        var ended = await CommitAsync(table, staged, cancellationToken);
        // Parts without a commit are swept later anyway. The parts of a load that is in the log are never touched.
        if ((ended.Count < staged.Drops.Count || ended.Any(e => e.Outcome is not DropOutcome.Landed)) && !await IsCommittedAsync(table, staged, cancellationToken))
        {
            staged.Discard(lake.Layout);
        }

        return ended;
    }

    private async Task<IReadOnlyList<(Drop Drop, DropOutcome Outcome)>> CommitAsync(
        DeltaTable table, StagedGroup staged, CancellationToken cancellationToken)
    {
        if (await ChangedAsync(staged.Drops, cancellationToken) is { Count: > 0 } changed)
        {
            return changed;
        }

        await lake.Raw.KeepAsync(dataset, [.. staged.Drops.Select(d => d.Raw)], cancellationToken);
        border?.Invoke("kept");
        var draft = staged.Draft();
        switch (await table.CommitAsync(draft, cancellationToken))
        {
            case CommitOutcome.Committed committed:
                border?.Invoke("committed");
                return [.. staged.Drops.Zip(draft.Drops, (drop, facts) => (drop, OutcomeOf(drop, facts, committed.Version, Staging)))];
            case CommitOutcome.AlreadyThere there:
                return await AlreadyThereAsync(table, staged, draft, there, cancellationToken);
            case CommitOutcome.Overtaken:
                // Which rows of the snapshot before are kept depends on it.
                return [];
            default:
                throw new InvalidOperationException("A commit is made, was there already, or was overtaken.");
        }
    }

    private async Task<IReadOnlyList<(Drop Drop, DropOutcome Outcome)>> ChangedAsync(IReadOnlyList<Drop> drops, CancellationToken cancellationToken)
    {
        var changed = new List<(Drop, DropOutcome)>();
        foreach (var drop in drops)
        {
            if (!drop.IsUnchanged() || !await drop.IsAsHashedAsync(cancellationToken))
            {
                changed.Add((drop, new DropOutcome.NotSettled(dataset, drop.Name, Drop.ChangedMeanwhile)));
            }
        }

        return changed;
    }

    /// <summary>Another process, or this one before it failed, has committed some of the drops.</summary>
    private async Task<IReadOnlyList<(Drop Drop, DropOutcome Outcome)>> AlreadyThereAsync(
        DeltaTable table, StagedGroup staged, CommitDraft draft, CommitOutcome.AlreadyThere there, CancellationToken cancellationToken)
    {
        var ended = new List<(Drop, DropOutcome)>();
        foreach (var (drop, facts) in staged.Drops.Zip(draft.Drops).Where(d => there.CommittedBy.ContainsKey(d.First.LoadId)))
        {
            var by = there.CommittedBy[drop.LoadId];
            ended.Add((drop, by == drop.LoadId
                ? OutcomeOf(drop, facts, await table.VersionAsync(cancellationToken), Staging)
                : new DropOutcome.Duplicate(dataset, drop.Name, by, WhySame(drop, staged.Contract))));
        }

        return ended;
    }

    private static Sameness WhySame(Drop drop, DataContract contract) => (drop.Claim.Replay, contract.Write.Mode) switch
    {
        (not null, _) => Sameness.Replayed,
        (_, WriteMode.Append) => Sameness.Appended,
        (_, WriteMode.Snapshot) => Sameness.CurrentSnapshot,
        _ => Sameness.CameLast,
    };

    private static async Task<bool> IsCommittedAsync(DeltaTable table, StagedGroup staged, CancellationToken cancellationToken)
    {
        var active = await table.ActivePartsAsync(cancellationToken);
        var names = active.Select(p => Path.GetFileName(p.Path)).ToHashSet(StringComparer.Ordinal);
        return staged.AllParts.Any(p => names.Contains(p.Name));
    }
}
