using System.Globalization;
using DataShare.Lake;

namespace DataShare.Jobs;

/// <summary>Tells two states of folders apart without reading their files.</summary>
internal sealed class FolderPrint(FolderLooks looks)
{
    /// <summary>A link may lead back to a folder above it.</summary>
    private const int DeepestFolder = 8;

    /// <summary>Names, sizes and times of all files below them; a folder that is not there has none.</summary>
    /// <exception cref="IOException">A folder cannot be looked into.</exception>
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
            // Whoever reads the definitions says so.
            return [];
        }
    }

    /// <summary>A link is what it leads to: Kubernetes puts other files behind links that stay as they are.</summary>
    private static string Of(string file)
    {
        var stamp = FileStamp.TryOf(file);
        return string.Create(CultureInfo.InvariantCulture, $"{file}|{stamp?.Bytes ?? -1}|{stamp?.WrittenAt}");
    }
}
