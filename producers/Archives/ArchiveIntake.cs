using System.Text.Json;
using System.Text.Json.Serialization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Takes an archive apart: its bytes are kept, and each member goes on as a drop of its own. The archive stays claimed
/// until all members are dealt with, and the members' load ids are made from its own: whoever takes it up after a crash
/// makes the same claims again, and those that have landed are known.
/// </summary>
internal sealed class ArchiveIntake(
    LakeStore lake, Quarantining quarantine, ProducerOptions options, DropIdentity identity, OutcomeBook book, StepBorder? border)
{
    private static readonly JsonSerializerOptions WithoutNulls =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="ingest">Takes a batch of members to their end.</param>
    /// <returns>The archive when its members were taken, each with an outcome of its own; null when it has one itself.</returns>
    public async Task<DropFile?> RunAsync(FileClaim claim, Func<IReadOnlyList<FileClaim>, Task> ingest, CancellationToken cancellationToken)
    {
        border?.Invoke("claimed");
        var (hashed, whyNot) = await DropFile.HashAsync(claim, new FileWriters(), cancellationToken);
        if (hashed is not { } archive)
        {
            book.NotSettled(claim, whyNot);
            return null;
        }

        border?.Invoke("hashed");
        if (await UnpackAsync(archive, cancellationToken) is not { } members)
        {
            return null;
        }

        border?.Invoke("unpacked");
        await lake.Raw.KeepAsync(claim.Inbox.Dataset, archive.Hash, archive.Path, archive.Extension, cancellationToken);
        foreach (var batch in options.Batches(members.Index(), m => m.Item.Bytes))
        {
            await ingest([.. batch.Select(m => FileClaims.ClaimMember(claim, archive.Identity(identity), m.Index + 1, m.Item))]);
        }

        return archive;
    }

    /// <summary>Null when the archive as a whole has come to its end.</summary>
    private async Task<IReadOnlyList<UnpackedMember>?> UnpackAsync(DropFile archive, CancellationToken cancellationToken)
    {
        try
        {
            var unpacking = new ZipUnpacking(Path.Combine(archive.Claim.Folder, ".members"), options.Unpack, archive.Bytes);
            var members = await Task.Run(() => unpacking.Run(archive.Path, archive.Name, cancellationToken), cancellationToken);
            if (archive.IsUnchanged())
            {
                return archive.Claim.HasSidecar ? await WithSidecarAsync(members, archive, cancellationToken) : members;
            }

            book.Changed(archive);
        }
        catch (FileRefusedException) when (!archive.IsUnchanged())
        {
            book.Changed(archive);
        }
        catch (FileRefusedException e) when (archive.Claim.Replay is not null)
        {
            book.NotReplayed(archive.Claim, Refusal.Of(e).Reason);
        }
        catch (FileRefusedException e)
        {
            using var entry = quarantine.Begin(archive.LoadId);
            await book.QuarantinedAsync(archive, await quarantine.FileAsync(entry, archive, null, Refusal.Of(e), null, cancellationToken), cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// What the archive's sidecar says holds for each member that has none of its own. Its hash is the archive's; rows and
    /// sums are a file's, so that there may be only one.
    /// </summary>
    private static async Task<IReadOnlyList<UnpackedMember>> WithSidecarAsync(
        IReadOnlyList<UnpackedMember> members, DropFile archive, CancellationToken cancellationToken)
    {
        var name = archive.Claim.SidecarName;
        var sidecar = await Sidecar.ReadAsync(archive.Claim.SidecarPath, name, cancellationToken);
        var totals = sidecar.Totals;
        totals.Check(archive.Hash);
        if (members.Count > 1 && (totals.Rows is not null || totals.Sums.Count > 0))
        {
            throw new FileRefusedException(
                "sidecar", FormattableString.Invariant($"The sidecar {name} gives rows or sums of an archive of {members.Count:N0} files. Expected them in a sidecar of each file, beside it in the archive"));
        }

        var said = JsonSerializer.SerializeToUtf8Bytes(
            new { sidecar.ContractVersion, sidecar.CorrelationId, totals.Rows, Sums = totals.Sums.Count > 0 ? totals.Sums : null }, WithoutNulls);
        return [.. members.Select(m => m.SidecarPath is not null ? m : With(m))];

        UnpackedMember With(UnpackedMember member)
        {
            var path = member.Path + Sidecar.Ending;
            File.WriteAllBytes(path, said);
            return member with { SidecarName = name, SidecarPath = path };
        }
    }
}
