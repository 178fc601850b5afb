using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Decides on hashed drops: whether its sidecar is right, which contract version it fits, whether it is there already or too
/// late, which of its rows are taken. Asks only: what follows from it is the caller's.
/// </summary>
internal sealed class DropDecisions(
    LakeStore lake,
    ContractCatalog catalog,
    IReadOnlyList<DataContract> newestFirst,
    DropHistory history,
    KnownContent content,
    UnpackOptions unpack,
    IProgress<IngestProgress>? progress)
{
    private readonly LateDrops late = new(history, catalog, newestFirst[0].Dataset);
    private readonly ReplayChoice replays = new(lake, newestFirst, unpack);

    public async Task<DropDecision> OfAsync(DropFile drop, CancellationToken cancellationToken)
    {
        try
        {
            return await FitAsync(drop, cancellationToken);
        }
        catch (FileRefusedException e)
        {
            return new DropDecision.Refused(Refusal.Of(e));
        }
        catch (Exception e) when (Refusal.OfFault(e, drop, null, null) is not null)
        {
            return new DropDecision.Refused(Refusal.OfFault(e, drop, null, null)!);
        }
    }

    private async Task<DropDecision> FitAsync(DropFile drop, CancellationToken cancellationToken)
    {
        var replay = drop.Claim.Replay;
        var (stated, sidecar) = await VersionStatements.OfAsync(drop.Claim, cancellationToken);
        // What somebody mended is no longer what the sidecar was written for.
        var totals = replay is { IsMended: true } ? null : sidecar?.Totals;
        totals?.Check(drop.Hash);
        var fit = replay is { IsMendedRows: true }
            ? await replays.FitMendedAsync(drop, stated, cancellationToken)
            : await new DropGate(replays.Candidates(drop.Claim), unpack, progress).FitAsync(drop, stated, cancellationToken);
        if (content.GoesByVersion && await content.OfAsync(drop, fit.Contract, cancellationToken) is { } known)
        {
            return new DropDecision.Known(known);
        }

        if (await late.RefusalAsync(drop, fit.Contract, cancellationToken) is { } tooLate)
        {
            return new DropDecision.Refused(tooLate);
        }

        var fitted = new FittedDrop(drop, fit, sidecar?.CorrelationId, await content.IsBehindAsync(fit.Contract, cancellationToken))
        {
            Stated = stated,
            Notes = await late.NotesAsync(drop, fit.Contract, cancellationToken),
            Totals = totals is { IsEmpty: false } ? totals : null,
        };
        return new DropDecision.Fitted(replay is null ? fitted : await replays.ChooseAsync(fitted, cancellationToken));
    }
}
