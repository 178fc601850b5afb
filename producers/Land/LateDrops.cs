using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Drops that are older than what landed last, such as a file that could not be read for a day. An older snapshot does not take
/// the place of a newer one unless somebody says so; an older file of a merge lands, and it is told.
/// </summary>
internal sealed class LateDrops(DropHistory history, ContractCatalog catalog, DatasetName dataset)
{
    /// <summary>Why a drop may not land; null when it may.</summary>
    public async Task<Refusal?> RefusalAsync(DropFile drop, DataContract contract, CancellationToken cancellationToken) =>
        contract.Write.Mode is WriteMode.Snapshot
        && !drop.Claim.Older
        && drop.Claim.Replay is not { Kind: QuarantineKind.Rows }
        && await NewerAsync(drop, WriteMode.Snapshot, cancellationToken) is { } newer
            ? new Refusal("order", $"The file was written at {ArrivalOrder.Shown(drop.WrittenAt)}, and the snapshot that has landed, '{Violation.Cut(newer.Name)}' (load {newer.LoadId}), at "
                + $"{ArrivalOrder.Shown(newer.WrittenAt!.Value)}: an older snapshot does not replace a newer one. To replace it anyway, replay with --older; otherwise discard the entry.")
            : null;

    /// <summary>What is to be told of a drop that lands; nothing when it is in its place.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync(DropFile drop, DataContract contract, CancellationToken cancellationToken) =>
        contract.Write.Mode is WriteMode.Append || await NewerAsync(drop, contract.Write.Mode, cancellationToken) is not { } newer
            ? []
            : [$"it was written at {ArrivalOrder.Shown(drop.WrittenAt)}, before '{Violation.Cut(newer.Name)}' ({ArrivalOrder.Shown(newer.WrittenAt!.Value)}), which landed last; {Consequence(contract)}"];

    private static string Consequence(DataContract contract) => contract.Write.Mode is WriteMode.Snapshot
        ? "the older snapshot replaces it"
        : "if both files have a key, the row of this older file counts now";

    /// <summary>What landed last, if it was written after the drop.</summary>
    private async Task<CommittedDrop?> NewerAsync(DropFile drop, WriteMode mode, CancellationToken cancellationToken) =>
        await history.LastAsync(cancellationToken) is { } last
        && catalog.Majors(dataset).Find(last.Table.Major)?.Write.Mode == mode
        && await history.LastFactsAsync(cancellationToken) is { } facts
        && facts.WrittenAt > drop.WrittenAt
            ? facts
            : null;
}
