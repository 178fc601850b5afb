using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Finds out whether a drop is older than the drop that landed last: for example, because the file could not be read for a day.
/// An older snapshot replaces a newer one only if a person asks for it. An older file of a merge lands with a note.
/// </summary>
internal sealed partial class DropHistory
{
    /// <summary>Why a late drop may not land; null when it may.</summary>
    public async Task<Refusal?> TooLateAsync(Drop drop, DataContract contract, CancellationToken cancellationToken) =>
        contract.Write.Mode is WriteMode.Snapshot
        && !drop.Claim.Older
        && drop.Claim.Replay is not { Kind: QuarantineKind.Rows }
        && await NewerAsync(drop, WriteMode.Snapshot, cancellationToken) is { } newer
            ? new Refusal("order", $"The file was written at {ArrivalOrder.Shown(drop.WrittenAt)}, and the snapshot that has landed, '{SourceProblem.Cut(newer.Name)}' (load {newer.LoadId}), at "
                + $"{ArrivalOrder.Shown(newer.WrittenAt!.Value)}: an older snapshot does not replace a newer one. To replace it anyway, replay with --older; otherwise discard the entry.")
            : null;

    /// <summary>The note for a late drop that lands; empty if the drop is not late.</summary>
    public async Task<IReadOnlyList<string>> LateNotesAsync(Drop drop, DataContract contract, CancellationToken cancellationToken) =>
        contract.Write.Mode is WriteMode.Append || await NewerAsync(drop, contract.Write.Mode, cancellationToken) is not { } newer
            ? []
            : [$"it was written at {ArrivalOrder.Shown(drop.WrittenAt)}, before '{SourceProblem.Cut(newer.Name)}' ({ArrivalOrder.Shown(newer.WrittenAt!.Value)}), which landed last; {Consequence(contract)}"];

    private static string Consequence(DataContract contract) => contract.Write.Mode is WriteMode.Snapshot
        ? "the older snapshot replaces it"
        : "if both files have a key, the row of this older file counts now";

    /// <summary>The drop that landed last, if it was written after this one.</summary>
    private async Task<CommittedDrop?> NewerAsync(Drop drop, WriteMode mode, CancellationToken cancellationToken) =>
        await LastAsync(cancellationToken) is { } last
        && catalog.Majors(dataset).Find(last.Table.Major)?.Write.Mode == mode
        && await LastFactsAsync(cancellationToken) is { } facts
        && facts.WrittenAt > drop.WrittenAt
            ? facts
            : null;
}
