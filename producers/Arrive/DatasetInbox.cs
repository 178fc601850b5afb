using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A folder where files of one dataset are dropped.</summary>
/// <param name="stated">The version that the folder's name states; null if it states none.</param>
public sealed class DatasetInbox(string folder, DatasetName dataset, StatedVersion? stated = null)
{
    /// <summary>Separates the dataset and the version in a folder's name: <c>orders@1</c>.</summary>
    public const char VersionMark = '@';

    private static readonly string[] TemporaryEndings = [".tmp", ".part", ".filepart", ".crdownload"];

    /// <summary>The dataset's own folder in the inbox.</summary>
    internal static DatasetInbox Own(ProducerOptions options, DatasetName dataset) => new(Path.Combine(options.Inbox, dataset.Value), dataset);

    public string Folder => folder;

    public DatasetName Dataset => dataset;

    public StatedVersion? Stated => stated;

    /// <summary>The folder's name in messages: <c>inbox/orders@1</c>.</summary>
    public string Label => $"inbox/{Path.GetFileName(folder)}";

    public string ClaimedFolder => Path.Combine(folder, ".claimed");

    /// <summary>
    /// The files dropped, in the <see cref="ArrivalOrder"/>. Temporary names, markers, sidecars and everything that is
    /// not a plain file are not drops.
    /// </summary>
    public IReadOnlyList<FileInfo> Scan(ArrivalRules rules) =>
        [.. Files()
            .Where(f => IsDropName(f.Name, rules) && FileKinds.Of(f.FullName) is FileKind.Plain)
            .Order(ArrivalOrder.Instance)];

    /// <summary>Why no file can be claimed in this folder; null when files can be claimed.</summary>
    internal string? WhyClosed()
    {
        try
        {
            Directory.CreateDirectory(ClaimedFolder);
            _ = Entries().Any();
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return $"the folder cannot be read and written ({e.Message.TrimEnd('.')}); give the user '{Environment.UserName}' the right to do so";
        }
    }

    /// <summary>The entries of the folder that can never be claimed, each with the reason.</summary>
    internal IReadOnlyList<DropOutcome.NotSettled> NeverTaken(ArrivalRules rules) =>
        [.. Entries()
            .Where(e => IsDropName(e.Name, rules))
            .Select(e => (e.Name, Why: WhyNever(e)))
            .Where(e => e.Why is not null)
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .Select(e => new DropOutcome.NotSettled(dataset, e.Name, e.Why!) { IsStuck = true })];

    /// <summary>Sidecars whose file does not exist (yet).</summary>
    internal IReadOnlyList<FileInfo> LoneSidecars() =>
        [.. Files()
            .Where(f => IsSidecar(f.Name) && !IsTemporary(f.Name) && !File.Exists(f.FullName[..^Sidecar.Ending.Length]))
            .OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>The answer to a user who names a sidecar as the file to ingest.</summary>
    internal const string GoesWithItsFile = "it is a sidecar, and moves with its file";

    /// <summary>Whether the path is a sidecar whose file exists.</summary>
    internal static bool IsSidecarOfFile(string path) => IsSidecar(Path.GetFileName(path)) && File.Exists(path[..^Sidecar.Ending.Length]);

    internal static bool IsSidecar(string name) =>
        name.Length > Sidecar.Ending.Length && name.EndsWith(Sidecar.Ending, StringComparison.Ordinal);

    /// <summary>The loads in progress, and the loads that a process left behind.</summary>
    internal IEnumerable<LoadId> ClaimedLoads() => !Directory.Exists(ClaimedFolder)
        ? []
        : Directory.EnumerateDirectories(ClaimedFolder).Select(f => LoadId.TryParse(Path.GetFileName(f))).OfType<LoadId>();

    /// <summary>The number of claimed files.</summary>
    public int ClaimedFiles => ClaimedLoads().Count(id => !id.IsMember);

    private IEnumerable<FileInfo> Files() =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles() : [];

    private IEnumerable<FileSystemInfo> Entries() =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFileSystemInfos() : [];

    private static bool IsDropName(string name, ArrivalRules rules) =>
        !IsTemporary(name) && !IsMarker(name, rules) && !IsSidecar(name);

    private static string? WhyNever(FileSystemInfo entry) => FileKinds.Of(entry.FullName) switch
    {
        FileKind.Plain => null,
        FileKind.Folder => "it is a folder, and folders are not searched; move its files up, or send them as .zip",
        FileKind.Link => "it is a link; put the file itself here",
        // .NET shows bytes that are not UTF-8 as U+FFFD, and does not find the file again by that name.
        FileKind.Missing => entry.Name.Contains('\uFFFD') ? "its name is not UTF-8, so it cannot be opened; rename it" : null,
        var kind => $"it is {kind.Words()}, not a file; remove it",
    };

    internal static bool IsTemporary(string name) =>
        name[0] is '.' or '~'
        || TemporaryEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool IsMarker(string name, ArrivalRules rules) =>
        rules.MarkerSuffix is { } suffix && name.EndsWith(suffix, StringComparison.Ordinal);
}

/// <summary>
/// The folders of an inbox at one time: each dataset's own folder, and the folders next to it that state a version
/// (<c>orders@1</c>, <c>orders@1.2.0</c>). One listing serves all datasets.
/// </summary>
public sealed class InboxFolders
{
    private readonly string root;
    private readonly ILookup<string, (string Folder, StatedVersion Version)> versioned;

    private InboxFolders(string root)
    {
        this.root = root;
        var folders = Directory.Exists(root) ? Directory.EnumerateDirectories(root, $"*{DatasetInbox.VersionMark}*") : [];
        versioned = folders
            .Order(StringComparer.Ordinal)
            .Select(f => (Folder: f, Parts: Path.GetFileName(f).Split(DatasetInbox.VersionMark, 2)))
            .Select(f => (f.Folder, Dataset: f.Parts[0], Version: StatedVersion.TryParse(f.Parts[1])))
            .Where(f => f.Version is not null)
            .ToLookup(f => f.Dataset, f => (f.Folder, f.Version!), StringComparer.Ordinal);
    }

    /// <param name="root">The folder that has one folder for each dataset.</param>
    public static InboxFolders Look(string root) => new(root);

    /// <summary>The dataset's own folder first, even if it does not exist.</summary>
    public IReadOnlyList<DatasetInbox> Of(DatasetName dataset) =>
    [
        new DatasetInbox(Path.Combine(root, dataset.Value), dataset),
        .. versioned[dataset.Value].Select(f => new DatasetInbox(f.Folder, dataset, f.Version)),
    ];
}
