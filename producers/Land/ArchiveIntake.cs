using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Takes an archive apart: its bytes are kept, and each member goes on as a drop of its own. The archive stays claimed
/// until all members are dealt with, and the members' load ids are made from its own: whoever takes it up after a crash
/// makes the same claims again, and those that have landed are known.
/// </summary>
internal sealed class ArchiveIntake(ProducerOptions options, DropIdentity identity, IDropEnds ends, StepBorder? border)
{
    private readonly RefusedDrops refused = new(ends);

    /// <param name="ingest">Takes a batch of members to their end.</param>
    /// <returns>The archive when its members were taken, each with an outcome of its own; null when it has one itself.</returns>
    public async Task<DropFile?> RunAsync(FileClaim claim, Func<IReadOnlyList<FileClaim>, Task> ingest, CancellationToken cancellationToken)
    {
        border?.Invoke("claimed");
        var (hashed, whyNot) = await DropFile.HashAsync(claim, new FileWriters(), cancellationToken);
        if (hashed is not { } archive)
        {
            await ends.NotSettledAsync(claim, whyNot, cancellationToken);
            return null;
        }

        border?.Invoke("hashed");
        if (await UnpackAsync(archive, cancellationToken) is not { } members)
        {
            return null;
        }

        border?.Invoke("unpacked");
        await ends.UnpackedAsync(archive, cancellationToken);
        foreach (var batch in options.Batches(members.Index(), m => m.Item.Bytes))
        {
            await ingest([.. batch.Select(m => FileClaims.ClaimMember(claim, archive.Identity(identity), m.Index + 1, m.Item))]);
        }

        return archive;
    }

    /// <summary>Null when the archive as a whole has come to its end.</summary>
    private async Task<IReadOnlyList<UnpackedMember>?> UnpackAsync(DropFile archive, CancellationToken cancellationToken)
    {
        Refusal refusal;
        try
        {
            var members = await ArchiveMembers.OfAsync(archive, options.Unpack, cancellationToken);
            if (archive.IsUnchanged())
            {
                return members;
            }

            ends.Changed(archive);
            return null;
        }
        catch (FileRefusedException e)
        {
            refusal = Refusal.Of(e);
        }
        catch (Exception e) when (Refusal.OfFault(e, archive, null, null) is not null)
        {
            refusal = Refusal.OfFault(e, archive, null, null)!;
        }

        await refused.RunAsync(archive, refusal, cancellationToken);
        return null;
    }
}
