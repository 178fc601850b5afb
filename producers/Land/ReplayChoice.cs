using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What a claim that is a replay may take: which versions, and which rows. Asks only.</summary>
internal sealed class ReplayChoice(LakeStore lake, IReadOnlyList<DataContract> newestFirst, UnpackOptions unpack)
{
    private readonly DatasetName dataset = newestFirst[0].Dataset;

    /// <summary>The versions that what is replayed may be of. Rows of a snapshot come to it, and so to its major.</summary>
    public IReadOnlyList<DataContract> Candidates(FileClaim claim) =>
        claim.Replay is { Kind: QuarantineKind.Rows } note
        && lake.Quarantine.FindLoad(dataset, note.OfLoad)?.Reason.Contract is { } landed
        && newestFirst.Where(c => c.Version.Major == landed.Major).ToList() is [{ Write.Mode: WriteMode.Snapshot }, ..] same
            ? same
            : newestFirst;

    /// <summary>How the columns of mended rows fit: they are written as the entry says, with values as the contract says.</summary>
    /// <exception cref="FileRefusedException">No version fits.</exception>
    public async Task<ColumnFit> FitMendedAsync(DropFile drop, VersionStatements stated, CancellationToken cancellationToken)
    {
        var form = lake.Quarantine.FindLoad(dataset, drop.Claim.Replay!.OfLoad)?.Reason.Form
            ?? throw new FileRefusedException("mended", "The entry no longer exists, so the dialect of the rows is unknown");
        var gate = new DropGate(
            [.. Candidates(drop.Claim).Select(c => c with { Inbox = c.Inbox with { Format = FileFormat.Csv, Csv = MendedRows.Dialect(form, c.Inbox.Csv) } })], unpack, null);
        var fit = await gate.FitAsync(drop, stated, cancellationToken);
        return fit with { Contract = newestFirst.First(c => c.Version == fit.Contract.Version) };
    }

    /// <summary>The drop with those of its rows that are taken.</summary>
    /// <exception cref="FileRefusedException">It cannot be replayed.</exception>
    public async Task<FittedDrop> ChooseAsync(FittedDrop drop, CancellationToken cancellationToken)
    {
        var note = drop.File.Claim.Replay!;
        var entry = lake.Quarantine.FindLoad(dataset, note.OfLoad);
        if (entry is not { IsOpen: true })
        {
            throw NotReplayed(entry is null ? "Its entry no longer exists" : $"It is closed: {entry.Closed!.How.ToString().ToLowerInvariant()} by {entry.Closed.By}");
        }

        if (!note.IsMended && drop.File.Hash != entry.Reason.Sha256)
        {
            throw NotReplayed($"The bytes to replay have changed: expected SHA-256 {entry.Reason.Sha256}, found {drop.File.Hash}. Replay it again");
        }

        if (note.Kind is QuarantineKind.File)
        {
            return drop;
        }

        // Rows come to the snapshot that they were rejected of, and to no other: a newer one knows better.
        if (drop.Fit.Contract.Write.Mode is WriteMode.Snapshot && await lake.LastDropAsync(dataset, cancellationToken) is var (table, last))
        {
            var why = last.LoadId != note.OfLoad ? $"A newer snapshot has landed since, as {last.LoadId}: rows of an older snapshot are out of date. Discard the entry"
                : table.Id.Major != drop.Fit.Contract.Version.Major ? $"Its snapshot landed under major {table.Id.Major}, and no version of it takes files any more"
                : null;
            if (why is not null)
            {
                throw NotReplayed(why);
            }
        }

        var rejected = await RowSelection.OfRejectedAsync(entry.RejectedRowsTable!, cancellationToken);
        return drop with
        {
            Selection = note.IsMended
                ? rejected with { Offsets = null, OriginsFile = Path.Combine(drop.File.Claim.Folder, RowOrigins.FileName) }
                : rejected,
        };
    }

    private static FileRefusedException NotReplayed(string why) => new("replay", why);
}
