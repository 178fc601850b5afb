using System.IO.Compression;
using System.IO.Hashing;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Unpacks an archive and the archives in it into a folder. It unpacks everything and compares the checksums before any member
/// is ingested: if the archive is damaged or unpacks to too much, it is refused as a whole.
/// </summary>
/// <param name="folder">Deleted if it exists, and created.</param>
/// <param name="packedBytes">The archive's size.</param>
internal sealed class ZipUnpacking(string folder, UnpackOptions limits, long packedBytes)
{
    private readonly UnpackBudget budget = new(limits, packedBytes);
    private readonly List<UnpackedMember> members = [];
    private readonly byte[] buffer = new byte[1 << 17];
    private int entriesSeen;
    private int filesMade;

    /// <param name="name">The archive's name, the first part of its members' names.</param>
    /// <exception cref="FileRefusedException">The archive is refused as a whole.</exception>
    public IReadOnlyList<UnpackedMember> Run(string path, string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        Unpack(path, name, 1, cancellationToken);
        return members.Count > 0
            ? members
            : throw new FileRefusedException("zip", "The archive contains no files. Expected CSV or Parquet files");
    }

    private void Unpack(string path, string name, int depth, CancellationToken cancellationToken)
    {
        using var source = new ZipSource(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        using var zip = Guarded(name, () => source.ReadDirectory(limits.MaxMembers, OpenWithDirectory));
        entriesSeen += zip.Entries.Count;
        if (entriesSeen > limits.MaxMembers)
        {
            throw new FileRefusedException("zip", FormattableString.Invariant(
                $"The archive has more than {CountText.Of(limits.MaxMembers, "member")}. Send smaller archives, or raise DataShare:Producers:Unpack:MaxMembers"));
        }

        var files = ZipMembers.Checked(zip.Entries, name);
        foreach (var (member, entry) in files)
        {
            if (member.EndsWith(Sidecar.Ending, StringComparison.Ordinal) && files.ContainsKey(member[..^Sidecar.Ending.Length]))
            {
                continue;
            }

            var shown = $"{name}/{member}";
            var unpacked = Copy(entry, name, cancellationToken);
            if (!Drop.IsArchive(member))
            {
                members.Add(files.TryGetValue(member + Sidecar.Ending, out var sidecar)
                    ? new UnpackedMember(shown, unpacked, shown + Sidecar.Ending, Copy(sidecar, name, cancellationToken))
                    : new UnpackedMember(shown, unpacked));
                continue;
            }

            if (depth == limits.MaxDepth)
            {
                throw ZipMembers.Refusal(name, member, FormattableString.Invariant(
                    $"is an archive nested {depth + 1} levels deep. Expected at most {limits.MaxDepth} (DataShare:Producers:Unpack:MaxDepth)"));
            }

            Unpack(unpacked, shown, depth + 1, cancellationToken);
            File.Delete(unpacked);
        }
    }

    private static ZipArchive OpenWithDirectory(Stream source)
    {
        var zip = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
        _ = zip.Entries;
        return zip;
    }

    private string Copy(ZipArchiveEntry entry, string archive, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"{++filesMade}"));
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        using var content = Open(entry, archive);
        // .NET reads a member's checksum, but does not verify it.
        var sum = new Crc32();
        int read;
        while ((read = Guarded(archive, () => content.Read(buffer))) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            budget.Take(read);
            sum.Append(buffer.AsSpan(0, read));
            target.Write(buffer, 0, read);
        }

        return target.Length == entry.Length && sum.GetCurrentHashAsUInt32() == entry.Crc32
            ? path
            : throw ZipMembers.Refusal(archive, entry.FullName, "is damaged: its length or checksum differs from the archive's record");
    }

    private static Stream Open(ZipArchiveEntry entry, string archive)
    {
        try
        {
            return entry.Open();
        }
        catch (Exception e) when (IsFaultOfContent(e))
        {
            // .NET also throws this for an unknown compression method.
            throw ZipMembers.Refusal(archive, entry.FullName, $"cannot be unpacked ({e.Message.TrimEnd('.')}). Expected members that are stored or packed with deflate");
        }
    }

    private static bool IsFaultOfContent(Exception e) =>
        e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException or OverflowException;

    /// <summary>Turns exceptions that .NET throws about an archive's bytes into a refusal.</summary>
    private static T Guarded<T>(string archive, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsFaultOfContent(e))
        {
            throw new FileRefusedException(
                "zip", $"'{archive}' is not a valid zip archive: it is truncated, damaged, or has another format ({e.Message.TrimEnd('.')}). Nothing of it was ingested", e);
        }
    }
}
