using System.Globalization;
using DataShare.Lake;

namespace DataShare.Jobs;

/// <summary>A fingerprint of folders, which distinguishes two states without reading the files.</summary>
internal sealed class FolderPrint(FolderLooks looks)
{
    /// <summary>The deepest folder level, because a link may lead back to a parent folder.</summary>
    private const int DeepestFolder = 8;

    /// <summary>Names, sizes and times of all files in the folders; a missing folder has none.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public string Of(params IEnumerable<string> folders) =>
        string.Join('\n', folders.SelectMany(f => FilesIn(f, DeepestFolder)).Select(Of).Order(StringComparer.Ordinal));

    private IEnumerable<string> FilesIn(string folder, int levels) => Seen(folder).Where(e => !e.IsHidden).SelectMany(e =>
        !e.IsFolder ? [Path.Combine(folder, e.Name)]
        : levels > 0 ? FilesIn(Path.Combine(folder, e.Name), levels - 1)
        : []);

    private IReadOnlyList<FolderEntry> Seen(string folder)
    {
        try
        {
            return looks.In(folder);
        }
        catch (UnauthorizedAccessException)
        {
            // Reading the definitions reports this.
            return [];
        }
    }

    /// <summary>Follows links, because Kubernetes changes the target of a link and not the link.</summary>
    private static string Of(string file)
    {
        var stamp = FileStamp.TryOf(file);
        return string.Create(CultureInfo.InvariantCulture, $"{file}|{stamp?.Bytes ?? -1}|{stamp?.WrittenAt}");
    }
}
