using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A folder where files of one dataset are dropped.</summary>
/// <param name="stated">The version that the folder's name says its files are of; null when it says none.</param>
public sealed class DatasetInbox(string folder, DatasetName dataset, StatedVersion? stated = null)
{
    /// <summary>Stands in a folder's name between the dataset and the version: <c>orders@1</c>.</summary>
    public const char VersionMark = '@';

    private static readonly string[] TemporaryEndings = [".tmp", ".part", ".filepart", ".crdownload"];

    public string Folder => folder;

    public DatasetName Dataset => dataset;

    public StatedVersion? Stated => stated;

    /// <summary>The folder as people name it: <c>inbox/orders@1</c>.</summary>
    public string Label => $"inbox/{Path.GetFileName(folder)}";

    public string ClaimedFolder => Path.Combine(folder, ".claimed");

    /// <summary>
    /// The folders of a dataset: its own, whether it is there or not, and those beside it whose name says a version
    /// (<c>orders@1</c>, <c>orders@1.2.0</c>).
    /// </summary>
    /// <param name="root">The folder with one folder a dataset.</param>
    public static IReadOnlyList<DatasetInbox> All(string root, DatasetName dataset)
    {
        var own = new DatasetInbox(Path.Combine(root, dataset.Value), dataset);
        return !Directory.Exists(root)
            ? [own]
            : [
                own,
                .. Directory.EnumerateDirectories(root, $"{dataset}{VersionMark}*")
                    .Order(StringComparer.Ordinal)
                    .Select(f => (Folder: f, Version: StatedVersion.TryParse(Path.GetFileName(f)[(dataset.Value.Length + 1)..])))
                    .Where(f => f.Version is not null)
                    .Select(f => new DatasetInbox(f.Folder, dataset, f.Version)),
            ];
    }

    /// <summary>
    /// The files dropped, oldest first. Names that programs give to files they are still writing are not drops, nor
    /// are markers, sidecars, folders and links.
    /// </summary>
    public IReadOnlyList<FileInfo> Scan(ArrivalRules rules) =>
        [.. Files()
            .Where(f => !IsTemporary(f.Name) && !IsMarker(f.Name, rules) && !IsSidecar(f.Name) && IsPlainFile(f))
            .OrderBy(f => f.LastWriteTimeUtc)
            .ThenBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>Sidecars whose file is not there (yet).</summary>
    internal IReadOnlyList<FileInfo> LoneSidecars() =>
        [.. Files()
            .Where(f => IsSidecar(f.Name) && !IsTemporary(f.Name) && !File.Exists(f.FullName[..^Sidecar.Ending.Length]))
            .OrderBy(f => f.Name, StringComparer.Ordinal)];

    internal static bool IsSidecar(string name) =>
        name.Length > Sidecar.Ending.Length && name.EndsWith(Sidecar.Ending, StringComparison.Ordinal);

    private IEnumerable<FileInfo> Files() =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles() : [];

    internal static bool IsTemporary(string name) =>
        name[0] is '.' or '~'
        || TemporaryEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool IsMarker(string name, ArrivalRules rules) =>
        rules.MarkerSuffix is { } suffix && name.EndsWith(suffix, StringComparison.Ordinal);

    /// <summary>A link may lead out of the inbox; a pipe would be waited for without end.</summary>
    private static bool IsPlainFile(FileInfo file) =>
        (file.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Device | FileAttributes.Directory)) == 0
        && !IsPipe(file);

    /// <summary>
    /// .NET does not tell pipes from files. They have no length, and opened for both ways they neither block nor can
    /// be sought in.
    /// </summary>
    private static bool IsPipe(FileInfo file)
    {
        if (file.Length > 0 || OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
            return !stream.CanSeek;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            // A socket cannot be opened at all; a file that is locked or gone is looked at again next time.
            return true;
        }
    }
}
