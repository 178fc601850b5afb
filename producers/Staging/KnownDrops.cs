using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Tells drops whose content is in the lake already, in whichever major, from those that are news.</summary>
internal sealed class KnownDrops(
    LakeStore lake, IReadOnlyList<DataContract> newestFirst, Quarantining quarantine, OutcomeBook book)
{
    private readonly DatasetName dataset = newestFirst[0].Dataset;
    private readonly DropIdentity identity = newestFirst[0].Inbox.Arrival.Identity;
    private readonly bool hasSnapshots = newestFirst.Any(c => c.Write.Mode is WriteMode.Snapshot);

    /// <summary>Those that have not landed yet; the others are done with here.</summary>
    public async Task<List<DropFile>> NewAsync(List<DropFile> drops, CancellationToken cancellationToken)
    {
        var tables = Tables();
        var fresh = new List<DropFile>();
        foreach (var drop in drops)
        {
            if (!await IsDoneAsync(drop, tables, cancellationToken))
            {
                fresh.Add(drop);
            }
        }

        return fresh;
    }

    /// <summary>
    /// All majors are asked: their views show each other's rows, so content counts once for all. A snapshot is news
    /// unless it is the last one of them all.
    /// </summary>
    private async Task<bool> IsDoneAsync(DropFile drop, List<DeltaTable> tables, CancellationToken cancellationToken)
    {
        var last = hasSnapshots ? await NewestAsync(tables, cancellationToken) : null;
        foreach (var table in tables)
        {
            if (await table.ContainsAsync(drop.LoadId, cancellationToken))
            {
                // A process committed it and ended before it could clean up, perhaps before the log was flushed.
                await table.FlushLogAsync(cancellationToken);
                await LandedBeforeAsync(table, drop, cancellationToken);
                return true;
            }

            if (!drop.Claim.Again
                && (last is null || last == table)
                && await table.FindAsync(drop.Identity(identity), hasSnapshots, cancellationToken) is { } of)
            {
                // A process that ended before it could commit may have left rejected rows.
                quarantine.Withdraw(drop.LoadId);
                await KeepMissingAsync(drop, cancellationToken);
                await book.DuplicateAsync(drop, of, cancellationToken);
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the claim's load is in the log, in whichever major.</summary>
    public async Task<bool> HasLandedAsync(LoadId loadId, CancellationToken cancellationToken)
    {
        foreach (var table in Tables())
        {
            if (await table.ContainsAsync(loadId, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether what a contract's table has last is not the last of all: a snapshot of another major came since.
    /// </summary>
    public async Task<bool> IsNewsAsync(DataContract contract, CancellationToken cancellationToken) =>
        hasSnapshots
        && await NewestAsync(Tables(), cancellationToken) is { } last
        && last.Id.Major != contract.Version.Major;

    /// <summary>The bytes of the first drop may be damaged or gone by now: these are the same.</summary>
    private async Task KeepMissingAsync(DropFile drop, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is null && !await lake.Raw.HasAsync(dataset, drop.Hash, cancellationToken))
        {
            await lake.Raw.KeepAsync(dataset, drop.Hash, drop.Path, drop.Extension, cancellationToken);
        }
    }

    private List<DeltaTable> Tables() => [.. lake.TablesOf(dataset).Select(lake.Table)];

    /// <summary>The table with the newest commit that had drops; null when none has.</summary>
    private static async Task<DeltaTable?> NewestAsync(List<DeltaTable> tables, CancellationToken cancellationToken)
    {
        var (newest, load) = (default(DeltaTable), default(LoadId?));
        foreach (var table in tables)
        {
            if (await table.NewestLoadAsync(cancellationToken) is { } other && (load is not { } before || other > before))
            {
                (newest, load) = (table, other);
            }
        }

        return newest;
    }

    private async Task LandedBeforeAsync(DeltaTable table, DropFile drop, CancellationToken cancellationToken)
    {
        await foreach (var commit in table.CommitsAfterAsync(-1, cancellationToken))
        {
            if (commit.Drops.FirstOrDefault(d => d.LoadId == drop.LoadId) is { } facts)
            {
                var folder = facts.RejectedRows > 0 ? lake.Layout.QuarantineFolder(dataset, drop.LoadId) : null;
                await book.LandedAsync(drop, facts, commit.Version, folder, cancellationToken);
                return;
            }
        }
    }
}
