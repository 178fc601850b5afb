using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// The whole inbox: a folder for each dataset, and next to it those that state a version (<c>orders@1</c>).
/// </summary>
/// <param name="contracts">The published contracts.</param>
/// <param name="looks">Known state of the folders; null for none.</param>
/// <param name="written">Published and unpublished contracts; null if all are published.</param>
public sealed class Inbox(string root, ContractCatalog contracts, FolderLooks? looks = null, ContractCatalog? written = null)
{
    private readonly ContractCatalog written = written ?? contracts;
    private readonly FolderLooks looks = looks ?? new FolderLooks(TimeProvider.System);

    public string Root => root;

    public string Folder(DatasetName dataset) => Path.Combine(root, dataset.Value);

    /// <summary>Makes the folder of every dataset that takes files.</summary>
    public void MakeFolders()
    {
        foreach (var dataset in contracts.Datasets.Where(d => contracts.Newest(d) is not null))
        {
            Directory.CreateDirectory(Folder(dataset));
        }
    }

    /// <summary>The folders as they are now, of all datasets.</summary>
    public InboxFolders Look() => InboxFolders.Look(root);

    /// <summary>
    /// Whether there is anything to ingest, including files that a dead run has claimed. An unreadable folder counts
    /// too: ingestion reports the reason.
    /// </summary>
    public bool HasWork(DatasetName dataset, InboxFolders folders) => folders.Of(dataset).Any(inbox => AnyOf(() => looks.In(inbox.Folder).Any(
        entry => !entry.IsFolder || entry.Name[0] is not '.' || looks.In(Path.Combine(inbox.Folder, entry.Name)).Any(inner => inner.IsFolder))));

    /// <summary>
    /// The number and bytes of files that wait in a dataset's folders, without temporary names, markers and sidecars.
    /// </summary>
    public (int Files, long Bytes) Waiting(DatasetName dataset, InboxFolders folders)
    {
        if ((contracts.Newest(dataset) ?? written.Newest(dataset)) is not { } contract)
        {
            return (0, 0);
        }

        var files = folders.Of(dataset).SelectMany(inbox => inbox.Scan(contract.Inbox.Arrival)).ToList();
        return (files.Count, files.Sum(f => f.Length));
    }

    /// <summary>
    /// The number of claimed files: a run is working on them, or was stopped. Members of an archive do not count
    /// separately.
    /// </summary>
    public static int Claimed(IReadOnlyList<DatasetInbox> folders) => folders.Sum(inbox => inbox.ClaimedFiles);

    /// <summary>
    /// One sentence for each entry of the inbox that belongs to no dataset, with the nearest dataset.
    /// </summary>
    public IReadOnlyList<string> Strays() =>
    [
        .. looks.In(root).OrderBy(e => e.Name, StringComparer.Ordinal).Select(entry =>
            entry.IsFolder ? Misnamed(entry.Name) is { } why && AnyOf(() => looks.In(Path.Combine(root, entry.Name)).Any(e => !e.IsFolder)) ? $"inbox/{entry.Name}: {why}" : null
            : entry.Name[0] is '.' ? null
            : $"inbox/{entry.Name} is not in a dataset's folder and is ignored: move it into inbox/<dataset>/ ({Known()}).").OfType<string>(),
    ];

    /// <summary>The fault in a folder's name, and the right name; null if it is the name of a dataset.</summary>
    private string? Misnamed(string name)
    {
        var mark = name.IndexOf(DatasetInbox.VersionMark, StringComparison.Ordinal);
        var (folder, version) = mark < 0 ? (name, "") : (name[..mark], name[mark..]);
        if (DatasetName.TryParse(folder) is not { } dataset || !(Knows(written, dataset) || contracts.Unread.Contains(dataset)))
        {
            var hint = NearestName.Of(folder, KnownNames) is { } near ? $"Did you mean inbox/{near}{version}?" : Known() + ".";
            return $"there is no contract for dataset '{folder}', so its files are ignored. {hint}";
        }

        if (contracts.Unread.Contains(dataset))
        {
            return $"a published contract of '{dataset}' cannot be read, so its files stay there until the contract is restored.";
        }

        if (!Knows(contracts, dataset))
        {
            return $"no contract of '{dataset}' is published yet, so its files stay there. See why with: datashare schema check";
        }

        return mark < 0 || StatedVersion.TryParse(version[1..]) is not null
            ? null
            : $"'{version[1..]}' is not a version, so its files are ignored. Expected {StatedVersion.Expected}: inbox/{dataset}@1 or inbox/{dataset}@1.2.0.";
    }

    private static bool Knows(ContractCatalog catalog, DatasetName dataset) => catalog.Versions(dataset).Count > 0;

    private static bool AnyOf(Func<bool> look)
    {
        try
        {
            return look();
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    private string Known() =>
        KnownNames is { Count: > 0 } known ? "datasets: " + string.Join(", ", known) : "there are no datasets yet: write a contract first";

    private List<string> KnownNames => [.. written.Datasets.Concat(contracts.Unread).Select(d => d.Value).Distinct(StringComparer.Ordinal)];
}
