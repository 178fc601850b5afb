using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The landed drops of a dataset, of all majors, from the logs of its tables. Shows whether the content of a drop has landed
/// before, and whether a drop is late. A trial adds the drops that would have landed, for the files after them.
/// </summary>
/// <param name="lake">Null if everything that has landed is to be ignored.</param>
/// <param name="newestFirst">The versions that take files; at least one.</param>
internal sealed partial class DropHistory(LakeStore? lake, ContractCatalog catalog, IReadOnlyList<DataContract> newestFirst)
{
    private readonly DatasetName dataset = newestFirst[0].Dataset;
    private readonly List<(LakeTableId Table, CommittedDrop Drop)> added = [];
    private (LoadId LoadId, CommittedDrop? Facts)? read;

    /// <summary>Adds a drop that counts as the last one that landed.</summary>
    public void Add(LakeTableId table, CommittedDrop drop) => added.Add((table, drop));

    /// <summary>A drop that a trial added; null if it has landed.</summary>
    public CommittedDrop? Added(LoadId loadId) => added.Find(a => a.Drop.LoadId == loadId).Drop;

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

    /// <summary>
    /// The commit of a drop if its process ended before it released the claim, perhaps before it flushed the log; otherwise null.
    /// Only the load id decides, whatever has landed since.
    /// </summary>
    public async Task<(CommittedDrop Facts, long Version)?> CommittedAsync(LoadId loadId, CancellationToken cancellationToken)
    {
        foreach (var id in lake?.TablesOf(dataset) ?? [])
        {
            var table = lake!.Table(id);
            if (!await table.ContainsAsync(loadId, cancellationToken))
            {
                continue;
            }

            await table.FlushLogAsync(cancellationToken);
            await foreach (var commit in table.CommitsAfterAsync(-1, cancellationToken))
            {
                if (commit.Drops.FirstOrDefault(d => d.LoadId == loadId) is { } facts)
                {
                    return (facts, commit.Version);
                }
            }

            throw new InvalidOperationException($"Load {loadId} has landed, but no entry of its table's log names it.");
        }

        return null;
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

    /// <summary>The newest version of a table, or -1, and its parts.</summary>
    public async Task<(long Version, IReadOnlyList<LakePart> Parts)> CurrentAsync(LakeTableId table, CancellationToken cancellationToken) =>
        lake is null ? (-1, []) : await lake.Table(table).CurrentAsync(cancellationToken);

    /// <summary>The last load with this identity in each table that has one.</summary>
    private async Task<List<(LakeTableId Table, LoadId Load)>> FindAsync(string identity, CancellationToken cancellationToken)
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

    /// <summary>The log's facts about the drop that landed last; null if its log entry is gone, or no drop has landed.</summary>
    private async Task<CommittedDrop?> LastFactsAsync(CancellationToken cancellationToken)
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

    /// <summary>If a major has no contract any more, its content counts as appended: the same content may not land twice.</summary>
    private WriteMode ModeOf(LakeTableId table) => catalog.Majors(dataset).Find(table.Major)?.Write.Mode ?? WriteMode.Append;

    private IEnumerable<LakeTableId> Tables() =>
        (lake?.TablesOf(dataset) ?? []).Concat(added.Select(a => a.Table)).Distinct().OrderBy(t => t.Major);
}

/// <summary>The drop of a dataset that landed last.</summary>
/// <param name="Identities">All of its identities.</param>
internal sealed record LandedLast(LakeTableId Table, LoadId LoadId, IReadOnlySet<string> Identities);
