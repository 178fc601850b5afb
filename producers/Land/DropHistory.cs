using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// What has landed of a dataset, under whichever major, as its logs say. A trial adds what would have landed, so that its next
/// file finds it there. Asks only.
/// </summary>
/// <param name="lake">Null when nothing that has landed is to be known.</param>
internal sealed class DropHistory(LakeStore? lake, DatasetName dataset)
{
    private readonly List<(LakeTableId Table, CommittedDrop Drop)> added = [];
    private (LoadId LoadId, CommittedDrop? Facts)? read;

    /// <summary>Counts as landed last from now on.</summary>
    public void Add(LakeTableId table, CommittedDrop drop) => added.Add((table, drop));

    /// <summary>A drop that a trial added; null for one that has landed.</summary>
    public CommittedDrop? Added(LoadId loadId) => added.Find(a => a.Drop.LoadId == loadId).Drop;

    /// <summary>The loads that this identity landed with last, one a table.</summary>
    public async Task<List<(LakeTableId Table, LoadId Load)>> FindAsync(string identity, CancellationToken cancellationToken)
    {
        var found = new List<(LakeTableId, LoadId)>();
        foreach (var table in Tables())
        {
            if (added.FindLast(a => a.Table == table && a.Drop.Identities.Contains(identity)) is { Drop: not null } trial)
            {
                found.Add((table, trial.Drop.LoadId));
            }
            else if (lake is not null && await lake.Table(table).FindAsync(identity, cancellationToken) is { } load)
            {
                found.Add((table, load));
            }
        }

        return found;
    }

    /// <summary>Whether this load has landed.</summary>
    public async Task<bool> ContainsAsync(LoadId loadId, CancellationToken cancellationToken)
    {
        foreach (var table in lake?.TablesOf(dataset) ?? [])
        {
            if (await lake!.Table(table).ContainsAsync(loadId, cancellationToken))
            {
                return true;
            }
        }

        return added.Exists(a => a.Drop.LoadId == loadId);
    }

    /// <summary>The drop that landed last; null before the first.</summary>
    public async Task<LandedLast?> LastAsync(CancellationToken cancellationToken)
    {
        if (added is [.., var (table, drop)])
        {
            return new LandedLast(table, drop.LoadId, drop.Identities.ToHashSet(StringComparer.Ordinal));
        }

        return lake is not null && await lake.LastDropAsync(dataset, cancellationToken) is var (last, facts)
            ? new LandedLast(last.Id, facts.LoadId, facts.Identities)
            : null;
    }

    /// <summary>What is known of the drop that landed last; null when its entry in the log is gone, or before the first.</summary>
    public async Task<CommittedDrop?> LastFactsAsync(CancellationToken cancellationToken)
    {
        if (added is [.., var newest])
        {
            return newest.Drop;
        }

        if (lake is null || await lake.LastDropAsync(dataset, cancellationToken) is not var (table, last))
        {
            return null;
        }

        if (read is not var (loadId, _) || loadId != last.LoadId)
        {
            read = (last.LoadId, await table.FactsAsync(last, cancellationToken));
        }

        return read.Value.Facts;
    }

    /// <summary>The newest version of a table, or -1, and the parts that make it up.</summary>
    public async Task<(long Version, IReadOnlyList<LakePart> Parts)> CurrentAsync(LakeTableId table, CancellationToken cancellationToken) =>
        lake is null ? (-1, []) : await lake.Table(table).CurrentAsync(cancellationToken);

    private IEnumerable<LakeTableId> Tables() =>
        (lake?.TablesOf(dataset) ?? []).Concat(added.Select(a => a.Table)).Distinct().OrderBy(t => t.Major);
}

/// <summary>The drop of a dataset that landed last.</summary>
/// <param name="Identities">All that it is known by.</param>
internal sealed record LandedLast(LakeTableId Table, LoadId LoadId, IReadOnlySet<string> Identities);
