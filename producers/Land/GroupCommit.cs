using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Keeps the bytes of a staged group of drops and commits it.</summary>
internal sealed class GroupCommit(
    LakeStore lake, Quarantining quarantine, DropIdentity identity, OutcomeBook book, StepBorder? border)
{
    /// <summary>As <see cref="IDropEnds.CommitAsync"/> says.</summary>
    public async Task<IReadOnlyCollection<DropFile>?> RunAsync(StagedGroup staged, CancellationToken cancellationToken)
    {
        var table = lake.Table(new LakeTableId(staged.Contract.Dataset, staged.Contract.Version.Major));
        if (await CommitAsync(table, staged, cancellationToken) is not { } gone)
        {
            return null;
        }

        // Orphan parts are swept later; the parts of a load that is in the log are never touched.
        if (!await IsCommittedAsync(table, staged, cancellationToken))
        {
            staged.Discard(lake.Layout);
        }

        return gone;
    }

    private static Sameness WhySame(DropFile drop, DataContract contract) => (drop.Claim.Replay, contract.Write.Mode) switch
    {
        (not null, _) => Sameness.Replayed,
        (_, WriteMode.Append) => Sameness.Appended,
        (_, WriteMode.Snapshot) => Sameness.CurrentSnapshot,
        _ => Sameness.CameLast,
    };

    private static async Task<bool> IsCommittedAsync(
        DeltaTable table, StagedGroup staged, CancellationToken cancellationToken)
    {
        var active = await table.ActivePartsAsync(cancellationToken);
        var names = active.Select(p => Path.GetFileName(p.Path)).ToHashSet(StringComparer.Ordinal);
        return staged.AllParts.Any(p => names.Contains(p.Name));
    }

    private async Task<IReadOnlyCollection<DropFile>?> CommitAsync(
        DeltaTable table, StagedGroup staged, CancellationToken cancellationToken)
    {
        var changed = new List<DropFile>();
        foreach (var file in staged.Drops.Select(d => d.File))
        {
            if (!file.IsUnchanged() || !await file.IsAsHashedAsync(cancellationToken))
            {
                changed.Add(file);
            }
        }

        if (changed.Count > 0)
        {
            changed.ForEach(book.Changed);
            return changed;
        }

        await lake.Raw.KeepAsync(staged.Contract.Dataset, [.. staged.Drops.Select(d => d.File.Raw)], cancellationToken);
        border?.Invoke("kept");
        var draft = staged.Draft(identity);
        switch (await table.CommitAsync(draft, cancellationToken))
        {
            case CommitOutcome.Committed committed:
                border?.Invoke("committed");
                foreach (var (drop, facts) in staged.Drops.Zip(draft.Drops))
                {
                    await book.LandedAsync(drop.File, facts, committed.Version, drop.QuarantineFolder, cancellationToken);
                }

                return null;
            case CommitOutcome.AlreadyThere there:
                var known = staged.Drops.Where(d => there.CommittedBy.ContainsKey(d.File.LoadId)).ToList();
                foreach (var drop in known)
                {
                    var by = there.CommittedBy[drop.File.LoadId];
                    if (by == drop.File.LoadId)
                    {
                        // Its own commit: nothing of it may be withdrawn.
                        var facts = draft.Drops.First(d => d.LoadId == by);
                        await book.LandedAsync(drop.File, facts, await table.VersionAsync(cancellationToken), drop.QuarantineFolder, cancellationToken);
                        continue;
                    }

                    quarantine.Withdraw(drop.File.LoadId);
                    await book.DuplicateAsync(drop.File, new KnownDrop(by, WhySame(drop.File, staged.Contract)), cancellationToken);
                }

                return [.. known.Select(d => d.File)];
            case CommitOutcome.Overtaken:
                // What is kept of the snapshot before depends on it.
                return [];
            default:
                throw new InvalidOperationException("A commit is made, was there already, or was overtaken.");
        }
    }
}
