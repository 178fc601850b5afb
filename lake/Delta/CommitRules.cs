using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>Which drafts may be committed.</summary>
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
            throw new ArgumentException("A commit needs a drop, be it one without rows.", nameof(draft));
        }

        if (draft.Drops.DistinctBy(d => d.LoadId).Count() != draft.Drops.Count)
        {
            throw new ArgumentException("A load id is in the draft twice.", nameof(draft));
        }

        if (!draft.AllowSameContent && draft.Drops.DistinctBy(d => d.Identity).Count() != draft.Drops.Count)
        {
            throw new ArgumentException("Two drops of the draft have the same identity: one is a duplicate of the other.", nameof(draft));
        }
    }

    /// <summary>
    /// The drops that are in the table already, or null. A load id always counts; an identity unless the draft allows
    /// it, and in snapshot mode only the current one, since going back to an older snapshot is news.
    /// </summary>
    public static CommitOutcome.AlreadyThere? AlreadyThere(CommitDraft draft, TableState state)
    {
        var onlyNewest = draft.Contract.Write.Mode == WriteMode.Snapshot;
        var committedBy = new Dictionary<LoadId, LoadId>();
        foreach (var drop in draft.Drops)
        {
            if (state.Contains(drop.LoadId))
            {
                committedBy[drop.LoadId] = drop.LoadId;
            }
            else if (!draft.AllowSameContent && state.Find(drop.Identity, onlyNewest) is { } other)
            {
                committedBy[drop.LoadId] = other;
            }
        }

        return committedBy.Count > 0 ? new CommitOutcome.AlreadyThere(committedBy) : null;
    }
}
