using System.IO.Compression;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Selects the entries of an archive that are drops. A dangerous entry refuses the whole archive.</summary>
internal static class ZipMembers
{
    private const int LongestName = 1024;

    // The Unix file type, in the upper half of the external attributes.
    private const int KindMask = 0xF000;
    private const int NoKind = 0;
    private const int PlainKind = 0x8000;
    private const int FolderKind = 0x4000;

    /// <summary>
    /// The files by name, in the archive's order, without hidden and temporary names, which the inbox ignores too, and without the
    /// attribute files of macOS.
    /// </summary>
    /// <exception cref="FileRefusedException">An entry is encrypted, a link or a duplicate, or leads out of the archive.</exception>
    public static IReadOnlyDictionary<string, ZipArchiveEntry> Checked(IEnumerable<ZipArchiveEntry> entries, string archive)
    {
        var files = new OrderedDictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            // Old Windows programs write names with backslashes.
            var name = entry.FullName.Replace('\\', '/');
            if (Problem(entry, name) is { } problem)
            {
                throw Refusal(archive, entry.FullName, problem);
            }

            if (!name.EndsWith('/') && !IsPassedOver(name) && !files.TryAdd(name, entry))
            {
                throw Refusal(archive, entry.FullName, "has a duplicate name. Expected each name once");
            }
        }

        return files;
    }

    public static FileRefusedException Refusal(string archive, string member, string problem) =>
        new("zip", $"In the archive '{archive}', the member {SourceProblem.Quote(member)} {problem}. Nothing of the archive was ingested");

    private static string? Problem(ZipArchiveEntry entry, string name)
    {
        var kind = (entry.ExternalAttributes >> 16) & KindMask;
        return name.Length is 0 or > LongestName ? FormattableString.Invariant($"has a name of {name.Length:N0} characters. Expected 1 to {LongestName:N0}")
            : LeadsOut(name) ? "has a name that leads out of the archive. Expected names without '..' that do not begin at a root"
            : entry.IsEncrypted ? "is encrypted. Expected an archive without a password"
            : kind is NoKind or PlainKind or FolderKind ? null
            : "is a link or a device. Expected plain files";
    }

    private static bool LeadsOut(string name) =>
        name[0] == '/' || (name.Length > 1 && name[1] == ':') || name.Split('/').Contains("..");

    private static bool IsPassedOver(string name)
    {
        var segments = name.Split('/');
        return segments.Any(s => s is ['.', ..] or "__MACOSX") || DatasetInbox.IsTemporary(segments[^1]);
    }
}
