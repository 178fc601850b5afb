using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Tells drops that are in the lake already from those that are news, and ends them.</summary>
internal sealed class KnownDrops(DropIdentity identity, KnownContent content, IDropEnds ends)
{
    /// <summary>
    /// Those that land next, and those to be asked for after them, both in their order; the others are done with here. What
    /// is the same as one of the next is asked for when it is known what came of that one.
    /// </summary>
    public async Task<(List<DropFile> Next, List<DropFile> Later)> SortAsync(IReadOnlyList<DropFile> drops, CancellationToken cancellationToken)
    {
        var (next, later, seen) = (new List<DropFile>(), new List<DropFile>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var drop in drops)
        {
            var waits = (content.GoesByOrder && later.Count > 0) || seen.Contains(drop.Identity(identity));
            if (waits)
            {
                later.Add(drop);
            }
            else if (await ends.HasLandedAsync(drop, cancellationToken))
            {
                // Its claim is ended.
            }
            else if (await content.OfAsync(drop, null, cancellationToken) is not { } known)
            {
                next.Add(drop);
                seen.Add(drop.Identity(identity));
            }
            else if (content.GoesByOrder && next.Count > 0)
            {
                later.Add(drop);
            }
            else
            {
                await ends.DuplicateAsync(drop, known, cancellationToken);
            }
        }

        return (next, later);
    }
}
