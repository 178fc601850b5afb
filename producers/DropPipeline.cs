using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The way of claimed files of one dataset: hash, match, check, land, and release the claim. Each drop has one outcome, and no
/// step looks back.
/// </summary>
/// <param name="newestFirst">The versions that take files; at least one.</param>
/// <param name="landing">Where the way ends: in the lake, or in the report of a trial.</param>
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
    private readonly MatchDrop match = new(lake, newestFirst, landing.History, options.Unpack);
    private readonly StageDrops stage = new(lake, catalog, new CheckRows(options.Unpack, progress), landing, options);

    /// <summary>Processes files that were claimed together, or one archive.</summary>
    public Task RunAsync(IReadOnlyList<FileClaim> batch, CancellationToken cancellationToken) =>
        batch is [{ IsArchive: true } archive] ? UnpackAsync(archive, cancellationToken) : IngestAsync(batch, cancellationToken);

    /// <summary>
    /// Processes each member of an archive as a drop. The archive stays claimed until all have come to their end. The load ids
    /// of the members are made from the archive's: after a crash the same claims are made again, and those that landed are known.
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
            var claims = batch.Select(m => FileClaims.ClaimMember(claim, archive.Identity(identity), m.Index + 1, m.Item));
            await IngestAsync([.. claims], cancellationToken);
        }

        await landing.EndArchiveAsync(archive, cancellationToken);
    }

    private async Task<(IReadOnlyList<UnpackedMember> Members, DropOutcome? Outcome)> MembersAsync(Drop archive, CancellationToken cancellationToken)
    {
        try
        {
            var members = await ArchiveMembers.OfAsync(archive, options.Unpack, cancellationToken);
            return (members, archive.IsUnchanged() ? null : new NotSettled(dataset, archive.Name, Drop.ChangedMeanwhile));
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
            var drops = await HashAsync(claims, cancellationToken);
            border?.Invoke("hashed");
            while (drops.Count > 0)
            {
                (var news, drops) = await SortAsync(drops, cancellationToken);
                foreach (var group in Groups(await MatchAsync(news, cancellationToken)))
                {
                    await LandAsync(group, cancellationToken);
                }
            }
        }
    }

    /// <summary>Whether a snapshot is news depends on the one before it, and a replay is a commit of its own.</summary>
    private IEnumerable<IReadOnlyList<FileClaim>> OneByOneIfOrderCounts(IReadOnlyList<FileClaim> batch) =>
        hasSnapshots || batch.Any(c => c.Replay is not null) ? batch.Select(IReadOnlyList<FileClaim> (c) => [c]) : [batch];

    private async Task<List<Drop>> HashAsync(IReadOnlyList<FileClaim> claims, CancellationToken cancellationToken)
    {
        var drops = new List<Drop>();
        var writers = new FileWriters();
        foreach (var drop in claims.Select(c => new Drop(c)))
        {
            var (hashed, whyNot) = await drop.HashAsync(writers, cancellationToken);
            if (hashed is not null)
            {
                drops.Add(hashed);
            }
            else
            {
                await landing.EndAsync(drop, new NotSettled(dataset, drop.Name, whyNot), cancellationToken);
            }
        }

        return drops;
    }

    /// <summary>
    /// Ends the drops whose content has landed. The news land next, in order; the rest is sorted after them, because its
    /// content may be the same as that of a drop that lands before it.
    /// </summary>
    private async Task<(List<Drop> News, List<Drop> Later)> SortAsync(IReadOnlyList<Drop> drops, CancellationToken cancellationToken)
    {
        var history = landing.History;
        var (news, later, seen) = (new List<Drop>(), new List<Drop>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var drop in drops)
        {
            if ((history.GoesByOrder && later.Count > 0) || seen.Contains(drop.Identity(identity)))
            {
                later.Add(drop);
            }
            else if (await landing.LandedBeforeAsync(drop, cancellationToken) is { } landed)
            {
                await landing.EndAsync(drop, landed, cancellationToken);
            }
            else if (await history.SameAsync(drop, null, cancellationToken) is not { } same)
            {
                news.Add(drop);
                seen.Add(drop.Identity(identity));
            }
            else if (history.GoesByOrder && news.Count > 0)
            {
                later.Add(drop);
            }
            else
            {
                await landing.EndAsync(drop, new Duplicate(dataset, drop.Name, same.Of, same.Why), cancellationToken);
            }
        }

        return (news, later);
    }

    private async Task<List<Drop>> MatchAsync(List<Drop> drops, CancellationToken cancellationToken)
    {
        var matched = new List<Drop>();
        foreach (var drop in drops)
        {
            var (match, outcome) = await MatchAsync(drop, cancellationToken);
            if (outcome is null)
            {
                matched.Add(match);
            }
            else
            {
                await landing.EndAsync(drop, outcome, cancellationToken);
            }
        }

        return matched;
    }

    private async Task<(Drop Matched, DropOutcome? Outcome)> MatchAsync(Drop drop, CancellationToken cancellationToken)
    {
        var history = landing.History;
        Refusal? refusal;
        try
        {
            var matched = await match.RunAsync(drop, cancellationToken);
            if (history.GoesByVersion && await history.SameAsync(drop, matched.Contract, cancellationToken) is { } same)
            {
                return (matched, new Duplicate(dataset, drop.Name, same.Of, same.Why));
            }

            refusal = await history.TooLateAsync(drop, matched.Contract, cancellationToken);
            if (refusal is null)
            {
                return (await ReplayedRows.SelectAsync(lake, matched, cancellationToken), null);
            }
        }
        catch (Exception e) when (ReadFault.RefusalOf(e, drop) is { } fault)
        {
            refusal = fault;
        }

        return (drop, await landing.Quarantine.RefuseAsync(drop, null, refusal, cancellationToken));
    }

    /// <summary>Drops that can share a commit: small ones of one contract version, in order. Each snapshot has its own.</summary>
    private List<List<Drop>> Groups(List<Drop> drops)
    {
        var groups = new List<List<Drop>>();
        foreach (var drop in drops)
        {
            if (groups is [.., [var first, ..] last] && CanShare(first, drop))
            {
                last.Add(drop);
            }
            else
            {
                groups.Add([drop]);
            }
        }

        return groups;
    }

    private bool CanShare(Drop first, Drop next) =>
        !hasSnapshots
        && first.Contract == next.Contract
        && first.Claim.Again == next.Claim.Again
        && IsSmall(first)
        && IsSmall(next);

    /// <summary>A compressed file unpacks to more, so it counts as large sooner.</summary>
    private bool IsSmall(Drop drop) => drop.Bytes * (drop.Compression is Compression.None ? 1 : 16) <= options.SmallFileBytes;

    /// <summary>
    /// Checks a group and lands it. If another process committed some of the drops first, or a file changed, the others are
    /// checked again: their rows share parts.
    /// </summary>
    private async Task LandAsync(IReadOnlyList<Drop> group, CancellationToken cancellationToken)
    {
        var waiting = new Stack<IReadOnlyList<Drop>>([group]);
        while (waiting.TryPop(out var next))
        {
            if (next.Count == 0)
            {
                continue;
            }

            var staged = await stage.RunAsync(next, cancellationToken);
            border?.Invoke("staged");
            foreach (var later in staged.Rest.Reverse())
            {
                waiting.Push(later);
            }

            await EndAsync(staged.Ended, cancellationToken);
            var landed = staged.Drops.Count > 0 ? await landing.LandAsync(staged, cancellationToken) : [];
            await EndAsync(landed, cancellationToken);
            waiting.Push([.. next.Where(d => staged.Drops.Any(s => s.LoadId == d.LoadId) && landed.All(l => l.Drop.LoadId != d.LoadId))]);
        }
    }

    private async Task EndAsync(IReadOnlyList<(Drop Drop, DropOutcome Outcome)> ended, CancellationToken cancellationToken)
    {
        foreach (var (drop, outcome) in ended)
        {
            await landing.EndAsync(drop, outcome, cancellationToken);
        }
    }
}
