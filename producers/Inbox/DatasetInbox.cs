using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The folder where one dataset's files are dropped.</summary>
public sealed class DatasetInbox(string folder, DatasetName dataset)
{
    private static readonly string[] TemporaryEndings = [".tmp", ".part", ".filepart", ".crdownload"];

    public string Folder => folder;

    public DatasetName Dataset => dataset;

    public string ClaimedFolder => Path.Combine(folder, ".claimed");

    /// <summary>
    /// The files dropped, oldest first. Names that programs give to files they are still writing are not drops, nor
    /// are markers, folders and links.
    /// </summary>
    public IReadOnlyList<FileInfo> Scan(ArrivalRules rules) =>
        Directory.Exists(folder)
            ? [.. new DirectoryInfo(folder)
                .EnumerateFiles()
                .Where(f => !IsTemporary(f.Name) && !IsMarker(f.Name, rules) && IsPlainFile(f))
                .OrderBy(f => f.LastWriteTimeUtc)
                .ThenBy(f => f.Name, StringComparer.Ordinal)]
            : [];

    private static bool IsTemporary(string name) =>
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
