using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Takes the claimed files of one dataset through all steps: hash, match, check, land, and release the claim. Each drop has
/// one outcome.
/// </summary>
/// <param name="newestFirst">The versions that take files; at least one.</param>
/// <param name="landing">Ends each drop: in the lake, or in the report of a trial.</param>
/// <param name="border">Called after each step; for tests that stop there.</param>
internal sealed class DropPipeline(
    LakeStore lake,
    ContractCatalog catalog,
    IReadOnlyList<DataContract> newestFirst,
    ProducerOptions options,
    ILanding landing,
    IProgress<IngestProgress>? progress,
    StepBorder? border)
{
    private readonly DatasetName dataset = newestFirst[0].Dataset;
    private readonly DropIdentity identity = newestFirst[0].Inbox.Arrival.Identity;
    private readonly bool hasSnapshots = newestFirst.Any(c => c.Write.Mode is WriteMode.Snapshot);
    private readonly MatchDrops match = new(lake, newestFirst, landing.History, options.Unpack);
    private readonly LandDrops land = new(lake, catalog, new CheckRows(options.Unpack, progress), landing, options, border);

    /// <summary>Processes files that were claimed together, or one archive.</summary>
    public Task RunAsync(IReadOnlyList<FileClaim> batch, CancellationToken cancellationToken) =>
        batch is [{ IsArchive: true } archive] ? UnpackAsync(archive, cancellationToken) : IngestAsync(batch, cancellationToken);

    /// <summary>
    /// Processes each member of an archive as a drop. The archive stays claimed until every member has an outcome. Load ids of
    /// members are derived from the archive's: a run after a crash makes the same claims and recognizes the members that landed.
    /// </summary>
    private async Task UnpackAsync(FileClaim claim, CancellationToken cancellationToken)
    {
        border?.Invoke("claimed");
        if (await HashAsync([claim], cancellationToken) is not [var archive])
        {
            return;
        }

        border?.Invoke("hashed");
        var (members, outcome) = await MembersAsync(archive, cancellationToken);
        if (outcome is not null)
        {
            await landing.EndAsync(archive, outcome, cancellationToken);
            return;
        }

        border?.Invoke("unpacked");
        await landing.KeepAsync(archive, cancellationToken);
        foreach (var batch in Arrivals.Batches(options, members.Index(), m => m.Item.Bytes))
        {
            var claims = batch.Select(m => FileClaims.ClaimMember(claim, archive.Identity, m.Index + 1, m.Item));
            await IngestAsync([.. claims], cancellationToken);
        }

        await landing.EndArchiveAsync(archive, cancellationToken);
    }

    private async Task<(IReadOnlyList<UnpackedMember> Members, DropOutcome? Outcome)> MembersAsync(Drop archive, CancellationToken cancellationToken)
    {
        try
        {
            var members = await ArchiveMembers.OfAsync(archive, options.Unpack, cancellationToken);
            return (members, archive.IsUnchanged() ? null : new DropOutcome.NotSettled(dataset, archive.Name, Drop.ChangedMeanwhile));
        }
        catch (Exception e) when (ReadFault.RefusalOf(e, archive) is { } refusal)
        {
            return ([], await landing.Quarantine.RefuseAsync(archive, null, refusal, cancellationToken));
        }
    }

    private async Task IngestAsync(IReadOnlyList<FileClaim> batch, CancellationToken cancellationToken)
    {
        foreach (var claims in OneByOneIfOrderCounts(batch))
        {
            border?.Invoke("claimed");
            IReadOnlyList<Drop> drops = await HashAsync(claims, cancellationToken);
            border?.Invoke("hashed");
            while (drops.Count > 0)
            {
                var (matched, ended, later) = await match.RunAsync(drops, cancellationToken);
                await EndAsync(ended, cancellationToken);
                await land.RunAsync(matched, cancellationToken);
                drops = later;
            }
        }
    }

    /// <summary>Whether a snapshot is a duplicate depends on the snapshot before it, and a replay is a commit of its own.</summary>
    private IEnumerable<IReadOnlyList<FileClaim>> OneByOneIfOrderCounts(IReadOnlyList<FileClaim> batch) =>
        hasSnapshots || batch.Any(c => c.Replay is not null) ? batch.Select(IReadOnlyList<FileClaim> (c) => [c]) : [batch];

    private async Task<List<Drop>> HashAsync(IReadOnlyList<FileClaim> claims, CancellationToken cancellationToken)
    {
        var drops = new List<Drop>();
        var writers = new FileWriters();
        foreach (var claim in claims)
        {
            var drop = new Drop(claim);
            var (hashed, whyNot) = await drop.HashAsync(identity, writers, cancellationToken);
            if (hashed is not null)
            {
                drops.Add(hashed);
            }
            else
            {
                await landing.EndAsync(drop, new DropOutcome.NotSettled(dataset, drop.Name, whyNot), cancellationToken);
            }
        }

        return drops;
    }

    private async Task EndAsync(IReadOnlyList<(Drop Drop, MatchEnd End)> ended, CancellationToken cancellationToken)
    {
        foreach (var (drop, end) in ended)
        {
            await landing.EndAsync(drop, end switch
            {
                MatchEnd.Committed committed => LakeLanding.OutcomeOf(drop, committed.Facts, committed.Version, landing.Staging),
                MatchEnd.Same same => new DropOutcome.Duplicate(dataset, drop.Name, same.Of, same.Why),
                MatchEnd.Refused refused => await landing.Quarantine.RefuseAsync(drop, null, refused.Refusal, cancellationToken),
                _ => throw new InvalidOperationException($"A drop was matched with an unknown end: {end}."),
            }, cancellationToken);
        }
    }
}
