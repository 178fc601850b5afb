using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The quarantine of a trial. It writes rejected rows to the trial's own folder, because a snapshot needs their keys. It only
/// notes a refused file.
/// </summary>
/// <param name="scratch">The trial's own lake.</param>
/// <param name="known">Rows that were rejected before; null if nothing is known about the earlier result.</param>
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
