using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Stages a group of drops and lands it.</summary>
internal sealed class GroupLanding(GroupStage stage, IDropEnds ends, StepBorder? border)
{
    /// <summary>
    /// When another process was quicker with some of the drops, or a file changed meanwhile, the rest is staged
    /// anew: its rows are in parts together with theirs.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<FittedDrop> group, CancellationToken cancellationToken)
    {
        var waiting = new Stack<IReadOnlyList<FittedDrop>>([group]);
        while (waiting.TryPop(out var next))
        {
            if (next.Count == 0)
            {
                continue;
            }

            var staged = await StageAsync(next, cancellationToken);
            foreach (var later in staged.Rest.Reverse())
            {
                waiting.Push(later);
            }

            if (staged.Drops.Count > 0 && await ends.CommitAsync(staged, cancellationToken) is { } gone)
            {
                waiting.Push([.. next.Where(d => staged.Drops.Any(s => s.File == d.File) && !gone.Contains(d.File))]);
            }
        }
    }

    private async Task<StagedGroup> StageAsync(IReadOnlyList<FittedDrop> group, CancellationToken cancellationToken)
    {
        var staged = await stage.RunAsync(group[0].Fit.Contract, group, cancellationToken);
        border?.Invoke("staged");
        foreach (var (drop, outcome) in staged.Refused)
        {
            await ends.RefusedAsync(drop, outcome, cancellationToken);
        }

        foreach (var drop in staged.Changed)
        {
            ends.Changed(drop);
        }

        return staged;
    }
}
