using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>Decides which drafts may be committed.</summary>
internal static class CommitRules
{
    /// <exception cref="ArgumentException">The draft contradicts itself or is for another table.</exception>
    public static void Check(LakeTableId table, CommitDraft draft)
    {
        if (draft.Contract.Dataset != table.Dataset || draft.Contract.Version.Major != table.Major)
        {
            throw new ArgumentException($"A draft under contract {draft.Contract} does not belong to table {table}.", nameof(draft));
        }

        if (draft.Drops.Count == 0)
        {
            throw new ArgumentException("A commit needs a drop, even if the drop has no rows.", nameof(draft));
        }

        if (draft.Drops.DistinctBy(d => d.LoadId).Count() != draft.Drops.Count)
        {
            throw new ArgumentException("The draft has a duplicate load id.", nameof(draft));
        }

        if (!draft.AllowSameContent && draft.Drops.DistinctBy(d => d.Identity).Count() != draft.Drops.Count)
        {
            throw new ArgumentException("Two drops of the draft have the same identity: one is a duplicate of the other.", nameof(draft));
        }
    }

    /// <summary>
    /// The drops that the table already has, or null. A load id always counts, and so does a replayed entry. An identity
    /// counts unless the draft allows it again, and only as the write mode says.
    /// </summary>
    public static CommitOutcome.AlreadyThere? AlreadyThere(CommitDraft draft, TableState state)
    {
        var committedBy = new Dictionary<LoadId, LoadId>();
        foreach (var drop in draft.Drops)
        {
            if (state.Contains(drop.LoadId))
            {
                committedBy[drop.LoadId] = drop.LoadId;
            }
            else if ((Replayed(drop, state) ?? (draft.AllowSameContent ? null : SameContent(drop, draft, state))) is { } other)
            {
                committedBy[drop.LoadId] = other;
            }
        }

        return committedBy.Count > 0 ? new CommitOutcome.AlreadyThere(committedBy) : null;
    }

    private static LoadId? Replayed(CommittedDrop drop, TableState state) =>
        drop.ReplayOf is { } of ? state.Find(IdentityOf.Replay(of)) : null;

    /// <summary>
    /// Appended rows stay, so their content counts for ever. If later rows replace earlier ones, the content counts only until
    /// the next drop, because an old content that comes again is a change.
    /// </summary>
    private static LoadId? SameContent(CommittedDrop drop, CommitDraft draft, TableState state)
    {
        if (draft.Contract.Write.Mode is WriteMode.Append)
        {
            return state.Find(drop.Identity);
        }

        // Only the first drop of a draft follows the last drop of the table.
        return drop.LoadId == draft.Drops[0].LoadId && state.Last is { } last && last.Identities.Contains(drop.Identity) ? last.LoadId : null;
    }
}
