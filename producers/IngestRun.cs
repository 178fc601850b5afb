using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The way of claimed files of one dataset: hash, tell duplicates, find the contract, land.</summary>
/// <param name="ends">What is done about each in the end: the one thing in which a trial differs.</param>
internal sealed class IngestRun(
    LakeStore lake,
    ContractCatalog catalog,
    IReadOnlyList<DataContract> newestFirst,
    ProducerOptions options,
    IDropEnds ends,
    IProgress<IngestProgress>? progress,
    StepBorder? border)
{
    private readonly bool hasSnapshots = newestFirst.Any(c => c.Write.Mode is WriteMode.Snapshot);
    private readonly RefusedDrops refused = new(ends);
    private readonly ArchiveIntake archives = new(options, newestFirst[0].Inbox.Arrival.Identity, ends, border);
    private readonly KnownDrops known = new(
        newestFirst[0].Inbox.Arrival.Identity, new KnownContent(ends.History, catalog, newestFirst), ends);

    private readonly DropDecisions decisions = new(
        lake, catalog, newestFirst, ends.History, new KnownContent(ends.History, catalog, newestFirst), options.Unpack, progress);

    private readonly GroupLanding landing = new(
        new GroupStage(lake, catalog, new DropGate(newestFirst, options.Unpack, progress), ends, options), ends, border);

    public async Task IngestAsync(IReadOnlyList<FileClaim> batch, CancellationToken cancellationToken)
    {
        if (batch is [{ IsArchive: true } archive])
        {
            await IngestAsync(archive, cancellationToken);
            return;
        }

        if (batch.Count > 1 && (hasSnapshots || batch.Any(c => c.Replay is not null)))
        {
            // Whether a snapshot is news depends on the one before it. A replay is a commit of its own.
            foreach (var claim in batch)
            {
                await IngestAsync([claim], cancellationToken);
            }

            return;
        }

        border?.Invoke("claimed");
        var drops = await HashAsync(batch, cancellationToken);
        border?.Invoke("hashed");
        for (var left = drops; left.Count > 0;)
        {
            (var next, left) = await known.SortAsync(left, cancellationToken);
            foreach (var group in await GroupsAsync(next, cancellationToken))
            {
                await landing.RunAsync(group, cancellationToken);
            }
        }

        if (batch is [{ Replay: not null } replay])
        {
            await ends.ReplayedAsync(replay, null, cancellationToken);
        }
    }

    /// <summary>Each member goes the way of any drop; the archive stays claimed until all have come to its end.</summary>
    private async Task IngestAsync(FileClaim archive, CancellationToken cancellationToken)
    {
        var taken = await archives.RunAsync(archive, members => IngestAsync(members, cancellationToken), cancellationToken);
        if (archive.Replay is not null)
        {
            await ends.ReplayedAsync(archive, taken, cancellationToken);
        }
        else if (taken is not null)
        {
            await ends.TakenApartAsync(taken, cancellationToken);
        }
    }

    private async Task<List<DropFile>> HashAsync(IReadOnlyList<FileClaim> batch, CancellationToken cancellationToken)
    {
        var drops = new List<DropFile>();
        var writers = new FileWriters();
        foreach (var claim in batch)
        {
            var (drop, whyNot) = await DropFile.HashAsync(claim, writers, cancellationToken);
            if (drop is not null)
            {
                drops.Add(drop);
            }
            else
            {
                await ends.NotSettledAsync(claim, whyNot, cancellationToken);
            }
        }

        return drops;
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
        !hasSnapshots
        && first.Fit.Contract == next.Fit.Contract
        && first.File.Claim.Again == next.File.Claim.Again
        && IsSmall(first.File)
        && IsSmall(next.File);

    /// <summary>A compressed file unpacks to more, so that it counts as large sooner.</summary>
    private bool IsSmall(DropFile drop) => drop.Bytes * (drop.Compression is Compression.None ? 1 : 16) <= options.SmallFileBytes;

    /// <summary>Null when it has come to its end.</summary>
    private async Task<FittedDrop?> FitAsync(DropFile drop, CancellationToken cancellationToken)
    {
        switch (await decisions.OfAsync(drop, cancellationToken))
        {
            case DropDecision.Known same:
                await ends.DuplicateAsync(drop, same.Drop, cancellationToken);
                return null;
            case DropDecision.Refused why:
                await refused.RunAsync(drop, why.Refusal, cancellationToken);
                return null;
            case DropDecision.Fitted fitted:
                ends.Fitted(fitted.Drop);
                return fitted.Drop;
            default:
                throw new InvalidOperationException("A drop is known, refused, or fits a version.");
        }
    }
}
