using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The way of claimed files of one dataset: hash, tell duplicates, find the contract, land.</summary>
internal sealed class IngestRun(
    LakeStore lake,
    ContractCatalog catalog,
    IReadOnlyList<DataContract> newestFirst,
    ProducerOptions options,
    TimeProvider time,
    OutcomeBook book,
    IProgress<IngestProgress>? progress,
    StepBorder? border)
{
    private readonly DropIdentity identity = newestFirst[0].Inbox.Arrival.Identity;
    private readonly KnownContent content = new(lake, catalog, newestFirst);
    private readonly LateDrops late = new(lake, catalog, newestFirst[0].Dataset);
    private readonly bool hasSnapshots = newestFirst.Any(c => c.Write.Mode is WriteMode.Snapshot);
    private readonly DropGate gate = new(newestFirst, options.Unpack, progress);
    private readonly Quarantining quarantine = new(lake, newestFirst[0].Dataset, time);
    private readonly ReplayRun replays = new(
        lake, newestFirst, options.Unpack, new Quarantining(lake, newestFirst[0].Dataset, time), book, time);

    private readonly ArchiveIntake archives =
        new(lake, new Quarantining(lake, newestFirst[0].Dataset, time), options, newestFirst[0].Inbox.Arrival.Identity, book, border);

    private readonly KnownDrops known = new(
        lake,
        newestFirst[0].Dataset,
        newestFirst[0].Inbox.Arrival.Identity,
        new KnownContent(lake, catalog, newestFirst),
        new Quarantining(lake, newestFirst[0].Dataset, time),
        book);

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
        var landing = new GroupLanding(
            lake, new GroupStage(lake, catalog, gate, quarantine, options), identity, book, border);
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
            border?.Invoke("replayed");
            await replays.EndAsync(replay, ReplayRun.LandedAs(book.Outcomes[^1]), cancellationToken);
        }
    }

    /// <summary>Each member goes the way of any drop; the archive stays claimed until all have come to its end.</summary>
    private async Task IngestAsync(FileClaim archive, CancellationToken cancellationToken)
    {
        var taken = await archives.RunAsync(archive, members => IngestAsync(members, cancellationToken), cancellationToken);
        if (archive.Replay is not null)
        {
            border?.Invoke("replayed");
            await replays.EndAsync(archive, taken is null ? null : archive.LoadId, cancellationToken);
        }
        else if (taken is not null)
        {
            await book.TakenApartAsync(taken, cancellationToken);
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
            else if (claim.Replay is null && await known.HasLandedAsync(claim.LoadId, cancellationToken))
            {
                book.WrittenLater(claim, whyNot);
            }
            else
            {
                book.NotSettled(claim, whyNot);
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

    private async Task<FittedDrop?> FitAsync(DropFile drop, CancellationToken cancellationToken)
    {
        Refusal refusal;
        try
        {
            var (stated, sidecar) = await VersionStatements.OfAsync(drop.Claim, cancellationToken);
            if (drop.Claim.Replay is not { IsMended: true })
            {
                sidecar?.Totals.Check(drop.Hash);
            }

            var fit = drop.Claim.Replay is { IsMendedRows: true }
                ? await replays.FitMendedAsync(drop, stated, cancellationToken)
                : await new DropGate(replays.Candidates(drop.Claim), options.Unpack, progress).FitAsync(drop, stated, cancellationToken);
            if (await known.IsKnownAsync(drop, fit.Contract, cancellationToken))
            {
                return null;
            }

            if (await late.RefusalAsync(drop, fit.Contract, cancellationToken) is { } tooLate)
            {
                return await RefuseAsync(drop, tooLate, cancellationToken);
            }

            var fitted = new FittedDrop(drop, fit, sidecar?.CorrelationId, await content.IsBehindAsync(fit.Contract, cancellationToken))
            {
                Notes = await late.NotesAsync(drop, fit.Contract, cancellationToken),
                // What somebody mended is no longer what the sidecar was written for.
                Totals = drop.Claim.Replay is { IsMended: true } || sidecar is not { Totals.IsEmpty: false } ? null : sidecar.Totals,
            };
            return drop.Claim.Replay is null ? fitted : await replays.ChooseAsync(fitted, cancellationToken);
        }
        catch (FileRefusedException e)
        {
            refusal = Refusal.Of(e);
        }
        catch (Exception e) when (Refusal.OfFault(e, drop, null, null) is not null)
        {
            refusal = Refusal.OfFault(e, drop, null, null)!;
        }

        return await RefuseAsync(drop, refusal, cancellationToken);
    }

    /// <summary>Nothing of it lands.</summary>
    private async Task<FittedDrop?> RefuseAsync(DropFile drop, Refusal refusal, CancellationToken cancellationToken)
    {
        if (!drop.IsUnchanged())
        {
            book.Changed(drop);
        }
        else if (drop.Claim.Replay is not null)
        {
            book.NotReplayed(drop.Claim, refusal.Reason);
        }
        else
        {
            using var entry = quarantine.Begin(drop.LoadId);
            await book.QuarantinedAsync(drop, await quarantine.FileAsync(entry, drop, null, refusal, null, cancellationToken), cancellationToken);
        }

        return null;
    }
}
