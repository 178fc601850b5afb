using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The way of claimed files of one dataset: hash, tell duplicates, find the contract, land.</summary>
internal sealed class IngestRun(
    LakeStore lake,
    IReadOnlyList<DataContract> newestFirst,
    ProducerOptions options,
    TimeProvider time,
    OutcomeBook book,
    IProgress<IngestProgress>? progress,
    StepBorder? border)
{
    private readonly DatasetName dataset = newestFirst[0].Dataset;
    private readonly DropIdentity identity = newestFirst[0].Inbox.Arrival.Identity;
    private readonly bool isSnapshot = newestFirst[0].Write.Mode == WriteMode.Snapshot;
    private readonly DropGate gate = new(newestFirst, progress);
    private readonly Quarantining quarantine = new(lake, newestFirst[0].Dataset, time);

    public async Task IngestAsync(IReadOnlyList<FileClaim> batch, CancellationToken cancellationToken)
    {
        if (isSnapshot && batch.Count > 1)
        {
            // Whether a snapshot is news depends on the one before it.
            foreach (var claim in batch)
            {
                await IngestAsync([claim], cancellationToken);
            }

            return;
        }

        border?.Invoke("claimed");
        var drops = await HashAsync(batch, cancellationToken);
        border?.Invoke("hashed");
        // The same content twice in one batch: the second is looked at when it is known what came of the first.
        var firsts = drops.DistinctBy(d => d.Identity(identity)).ToList();
        var fresh = await NewAsync(firsts, cancellationToken);
        var landing = new GroupLanding(
            lake, new GroupStage(lake, gate, quarantine, options), identity, book, border);
        foreach (var group in await GroupsAsync(fresh, cancellationToken))
        {
            await landing.RunAsync(group, cancellationToken);
        }

        foreach (var repeated in drops.Except(firsts))
        {
            await IngestAsync([repeated.Claim], cancellationToken);
        }
    }

    private async Task<List<DropFile>> HashAsync(IReadOnlyList<FileClaim> batch, CancellationToken cancellationToken)
    {
        var drops = new List<DropFile>();
        foreach (var claim in batch)
        {
            if (await DropFile.HashAsync(claim, cancellationToken) is { } drop)
            {
                drops.Add(drop);
            }
            else
            {
                book.NotSettled(claim);
            }
        }

        return drops;
    }

    /// <summary>Those that have not landed yet; the others are done with here.</summary>
    private async Task<List<DropFile>> NewAsync(List<DropFile> drops, CancellationToken cancellationToken)
    {
        var tables = lake.TablesOf(dataset).Select(lake.Table).ToList();
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

    /// <summary>All majors are asked: their views show each other's rows, so content counts once for all.</summary>
    private async Task<bool> IsDoneAsync(DropFile drop, List<DeltaTable> tables, CancellationToken cancellationToken)
    {
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
                && await table.FindAsync(drop.Identity(identity), isSnapshot, cancellationToken) is { } of)
            {
                // A process that ended before it could commit may have left rejected rows.
                quarantine.Withdraw(drop.LoadId);
                book.Duplicate(drop, of);
                return true;
            }
        }

        return false;
    }

    private async Task LandedBeforeAsync(DeltaTable table, DropFile drop, CancellationToken cancellationToken)
    {
        await foreach (var commit in table.CommitsAfterAsync(-1, cancellationToken))
        {
            if (commit.Drops.FirstOrDefault(d => d.LoadId == drop.LoadId) is { } facts)
            {
                var folder = facts.RejectedRows > 0 ? lake.Layout.QuarantineFolder(dataset, drop.LoadId) : null;
                book.Landed(drop, facts, commit.Version, folder);
                return;
            }
        }
    }

    /// <summary>
    /// Drops that can share a commit: of one contract version, small, in the order they came. Each snapshot is a
    /// commit of its own.
    /// </summary>
    private async Task<List<List<FittedDrop>>> GroupsAsync(List<DropFile> drops, CancellationToken cancellationToken)
    {
        var groups = new List<List<FittedDrop>>();
        foreach (var drop in drops)
        {
            if (await FitAsync(drop, cancellationToken) is not { } fitted)
            {
                continue;
            }

            if (groups is [.., var last] && CanShare(last[0], fitted))
            {
                last.Add(fitted);
            }
            else
            {
                groups.Add([fitted]);
            }
        }

        return groups;
    }

    private bool CanShare(FittedDrop first, FittedDrop next) =>
        !isSnapshot
        && first.Fit.Contract == next.Fit.Contract
        && first.File.Claim.Again == next.File.Claim.Again
        && IsSmall(first.File)
        && IsSmall(next.File);

    /// <summary>A compressed file unpacks to more, so that it counts as large sooner.</summary>
    private bool IsSmall(DropFile drop) => drop.Bytes * (drop.IsGzip ? 16 : 1) <= options.SmallFileBytes;

    private async Task<FittedDrop?> FitAsync(DropFile drop, CancellationToken cancellationToken)
    {
        try
        {
            return new FittedDrop(drop, await gate.FitAsync(drop, cancellationToken));
        }
        catch (FileRefusedException) when (!drop.IsUnchanged())
        {
            book.NotSettled(drop.Claim);
            return null;
        }
        catch (FileRefusedException e)
        {
            using var entry = quarantine.Begin(drop.LoadId);
            book.Quarantined(drop, await quarantine.FileAsync(entry, drop, null, e.Message + ".", null, cancellationToken));
            return null;
        }
    }
}
