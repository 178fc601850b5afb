using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The rows of a file that is replayed.</summary>
internal sealed partial record RowSelection
{
    /// <summary>Selects the rows of a replay: all rows, or those that were rejected.</summary>
    /// <param name="drop">A replay, with its contract version.</param>
    /// <exception cref="FileRefusedException">The entry can no longer be replayed.</exception>
    public static async Task<RowSelection> OfReplayAsync(LakeStore lake, Drop drop, CancellationToken cancellationToken)
    {
        var note = drop.Claim.Replay!;
        var entry = lake.Quarantine.FindLoad(drop.Dataset, note.OfLoad);
        if (entry is not { IsOpen: true })
        {
            throw NotReplayed(entry is null ? "Its entry no longer exists" : $"It is closed: {entry.Closed!.How.ToString().ToLowerInvariant()} by {entry.Closed.By}");
        }

        if (!note.IsMended && drop.Hash != entry.Reason.Sha256)
        {
            throw NotReplayed($"The bytes to replay have changed: expected SHA-256 {entry.Reason.Sha256}, found {drop.Hash}. Replay it again");
        }

        if (note.Kind is QuarantineKind.File)
        {
            return All;
        }

        // Rows belong only to the snapshot in which they were rejected: a newer snapshot is more up to date.
        if (drop.Contract.Write.Mode is WriteMode.Snapshot && await lake.LastDropAsync(drop.Dataset, cancellationToken) is var (table, last))
        {
            var why = last.LoadId != note.OfLoad ? $"A newer snapshot has landed since, as {last.LoadId}: rows of an older snapshot are out of date. Discard the entry"
                : table.Id.Major != drop.Contract.Version.Major ? $"Its snapshot landed under major {table.Id.Major}, and no version of it takes files any more"
                : null;
            if (why is not null)
            {
                throw NotReplayed(why);
            }
        }

        var rejected = await RowSelection.OfRejectedAsync(entry.RejectedRowsTable!, cancellationToken);
        return note.IsMended
            ? rejected with { Offsets = null, OriginsFile = Path.Combine(drop.Claim.Folder, RowOrigins.FileName) }
            : rejected;
    }

    private static FileRefusedException NotReplayed(string why) => new("replay", why);
}
