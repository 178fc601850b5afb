using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The ends of drops that are ingested: committed to the lake, in quarantine, written down, and their claims ended.</summary>
internal sealed class IngestEnds(
    LakeStore lake, DatasetName dataset, DropIdentity identity, OutcomeBook book, TimeProvider time, StepBorder? border) : IDropEnds
{
    private readonly GroupCommit commit = new(lake, new Quarantining(lake, dataset, time), identity, book, border);
    private readonly ReplayRun replays = new(lake, dataset, new Quarantining(lake, dataset, time), time);

    public DropHistory History { get; } = new(lake, dataset);

    public LakeLayout Staging => lake.Layout;

    public Quarantining Quarantine { get; } = new(lake, dataset, time);

    public void Fitted(FittedDrop drop)
    {
    }

    public void Checked(FittedDrop drop, GateReport report)
    {
    }

    /// <summary>
    /// A process committed it and ended before it could clean up, perhaps before the log was flushed. The load id alone says
    /// so, whatever came since.
    /// </summary>
    public async Task<bool> HasLandedAsync(DropFile drop, CancellationToken cancellationToken)
    {
        foreach (var table in lake.TablesOf(dataset).Select(lake.Table))
        {
            if (await table.ContainsAsync(drop.LoadId, cancellationToken))
            {
                await table.FlushLogAsync(cancellationToken);
                await LandedBeforeAsync(table, drop, cancellationToken);
                return true;
            }
        }

        return false;
    }

    public async Task DuplicateAsync(DropFile drop, KnownDrop known, CancellationToken cancellationToken)
    {
        // A process that ended before it could commit may have left rejected rows.
        Quarantine.Withdraw(drop.LoadId);
        await KeepMissingAsync(drop, cancellationToken);
        await book.DuplicateAsync(drop, known, cancellationToken);
    }

    public Task RefusedAsync(DropFile drop, DropOutcome outcome, CancellationToken cancellationToken) =>
        book.RefusedAsync(drop, outcome, cancellationToken);

    public async Task NotSettledAsync(FileClaim claim, string why, CancellationToken cancellationToken)
    {
        if (claim is { Replay: null, IsArchive: false } && await History.ContainsAsync(claim.LoadId, cancellationToken))
        {
            book.WrittenLater(claim, why);
        }
        else
        {
            book.NotSettled(claim, why);
        }
    }

    public void Changed(DropFile drop) => book.Changed(drop);

    public Task<IReadOnlyCollection<DropFile>?> CommitAsync(StagedGroup staged, CancellationToken cancellationToken) =>
        commit.RunAsync(staged, cancellationToken);

    public async Task UnpackedAsync(DropFile archive, CancellationToken cancellationToken) =>
        await lake.Raw.KeepAsync(dataset, archive.Raw, cancellationToken);

    public Task TakenApartAsync(DropFile archive, CancellationToken cancellationToken) => book.TakenApartAsync(archive, cancellationToken);

    public Task ReplayedAsync(FileClaim claim, DropFile? takenApart, CancellationToken cancellationToken)
    {
        border?.Invoke("replayed");
        return replays.EndAsync(claim, claim.IsArchive ? takenApart?.LoadId : ReplayRun.LandedAs(book.Outcomes[^1]), cancellationToken);
    }

    /// <summary>The bytes of the first drop may be damaged or gone by now: these are the same.</summary>
    private async Task KeepMissingAsync(DropFile drop, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is null && !await lake.Raw.HasAsync(dataset, drop.Hash, cancellationToken))
        {
            await lake.Raw.KeepAsync(dataset, drop.Raw, cancellationToken);
        }
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
