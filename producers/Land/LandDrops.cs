using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Lands matched drops: checks their rows, commits the accepted rows, and ends each drop.</summary>
internal sealed partial class LandDrops(
    LakeStore lake, ContractCatalog catalog, CheckRows check, ILanding landing, ProducerOptions options, StepBorder? border)
{
    public async Task RunAsync(IReadOnlyList<Drop> drops, CancellationToken cancellationToken)
    {
        foreach (var group in Groups(drops))
        {
            await LandAsync(group, cancellationToken);
        }
    }

    /// <summary>Drops that can share a commit: small ones of one contract version, in order. Each snapshot has its own.</summary>
    private List<List<Drop>> Groups(IReadOnlyList<Drop> drops)
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
        first.Contract.Write.Mode is not WriteMode.Snapshot
        && first.Contract == next.Contract
        && first.Claim.Again == next.Claim.Again
        && IsSmall(first)
        && IsSmall(next);

    /// <summary>A compressed file unpacks to more, so it counts as large sooner.</summary>
    private bool IsSmall(Drop drop) => drop.Bytes * (drop.Compression is Compression.None ? 1 : 16) <= options.SmallFileBytes;

    /// <summary>
    /// Lands a group. If another process committed some of the drops first, or a file changed, the others are checked again:
    /// their rows share parts.
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

            var staged = await StageAsync(next, cancellationToken);
            border?.Invoke("staged");
            foreach (var later in staged.Rest.Reverse())
            {
                waiting.Push(later);
            }

            await EndAsync(staged.Ended, cancellationToken);
            var landed = staged.Drops.Count > 0 ? await landing.LandAsync(staged, cancellationToken) : [];
            var again = staged.Drops.Select(d => d.LoadId).Except(landed.Select(l => l.Drop.LoadId)).ToHashSet();
            waiting.Push([.. next.Where(d => again.Contains(d.LoadId))]);
            await EndAsync(landed, cancellationToken);
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
