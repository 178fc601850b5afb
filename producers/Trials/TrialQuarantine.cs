using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The quarantine of a trial: rejected rows are written to its own folder, because a snapshot looks at their keys; a refused
/// file is noted and stays where it is.
/// </summary>
/// <param name="scratch">The trial's own.</param>
/// <param name="known">Rows that were rejected before; null when nothing is known of before.</param>
internal sealed class TrialQuarantine(LakeStore scratch, DatasetName dataset, TrialNotes notes, RowSet? known)
    : Quarantining(scratch, dataset, TimeProvider.System)
{
    private readonly DatasetName dataset = dataset;

    public override IRejectedRowsWriter Writer(Drop drop) =>
        notes.Of(drop).Reasons = new TrialReasons(base.Writer(drop), known);

    protected override Task<DropOutcome.Quarantined> FileAsync(
        QuarantineEntry entry,
        Drop drop,
        ContractVersion? contract,
        Refusal refusal,
        GateReport? report,
        CancellationToken cancellationToken)
    {
        notes.Of(drop).Refusal = refusal;
        return Task.FromResult(new DropOutcome.Quarantined(dataset, drop.Name, drop.LoadId, refusal.Reason, ""));
    }
}
