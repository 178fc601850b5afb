using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataShare.Producers;

/// <summary>Unpacks the members of an archive, each with its sidecar.</summary>
internal static class ArchiveMembers
{
    private static readonly JsonSerializerOptions WithoutNulls =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Unpacks the members into the archive's claim.</summary>
    /// <exception cref="FileRefusedException">The archive is refused as a whole, for its content or its sidecar.</exception>
    public static async Task<IReadOnlyList<UnpackedMember>> OfAsync(Drop archive, UnpackOptions limits, CancellationToken cancellationToken)
    {
        var unpacking = new ZipUnpacking(Path.Combine(archive.Claim.Folder, ".members"), limits, archive.Bytes);
        var members = await Task.Run(() => unpacking.Run(archive.Path, archive.Name, cancellationToken), cancellationToken);
        return archive.Claim.HasSidecar ? await WithSidecarAsync(members, archive, cancellationToken) : members;
    }

    /// <summary>
    /// Gives the archive's sidecar to each member that has none of its own. The hash in it is the archive's. Rows and sums belong to
    /// one file, so an archive with several members may not state them.
    /// </summary>
    private static async Task<IReadOnlyList<UnpackedMember>> WithSidecarAsync(
        IReadOnlyList<UnpackedMember> members, Drop archive, CancellationToken cancellationToken)
    {
        var name = archive.Claim.SidecarName;
        var sidecar = await Sidecar.ReadAsync(archive.Claim.SidecarPath, name, cancellationToken);
        var totals = sidecar.Totals;
        totals.Check(archive.Hash);
        if (members.Count > 1 && (totals.Rows is not null || totals.Sums.Count > 0))
        {
            throw new FileRefusedException(
                "sidecar", FormattableString.Invariant($"The sidecar {name} gives rows or sums for an archive of {members.Count:N0} files. Expected them in a sidecar for each file, next to it in the archive"));
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
