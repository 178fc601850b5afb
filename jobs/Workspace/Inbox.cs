using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// The inbox as a whole: a folder for each dataset, and beside it those whose name says a version (<c>orders@1</c>). What
/// is inside one is the producers' business.
/// </summary>
/// <param name="contracts">What files are taken under.</param>
/// <param name="looks">What is known of the folders; null for nothing.</param>
/// <param name="written">That, and what nobody has published yet; null when there is nothing besides.</param>
public sealed class Inbox(string root, ContractCatalog contracts, FolderLooks? looks = null, ContractCatalog? written = null)
{
    private readonly ContractCatalog written = written ?? contracts;
    private readonly FolderLooks looks = looks ?? new FolderLooks(TimeProvider.System);

    public string Root => root;

    public string Folder(DatasetName dataset) => Path.Combine(root, dataset.Value);

    /// <summary>Makes the folder of every dataset that takes files, so that nobody has to guess its name.</summary>
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
    /// Whether there is anything to look at, files claimed by a run that died included. What cannot be looked into is
    /// something: taking it in will say why.
    /// </summary>
    public bool HasWork(DatasetName dataset, InboxFolders folders) => folders.Of(dataset).Any(inbox => AnyOf(() => looks.In(inbox.Folder).Any(
        entry => !entry.IsFolder || entry.Name[0] is not '.' || looks.In(Path.Combine(inbox.Folder, entry.Name)).Any(inner => inner.IsFolder))));

    /// <summary>Files that wait in a dataset's folders, and how many bytes; temporary names, markers and sidecars are not counted.</summary>
    public (int Files, long Bytes) Waiting(DatasetName dataset, InboxFolders folders)
    {
        if ((contracts.Newest(dataset) ?? written.Newest(dataset)) is not { } contract)
        {
            return (0, 0);
        }

        var files = folders.Of(dataset).SelectMany(inbox => inbox.Scan(contract.Inbox.Arrival)).ToList();
        return (files.Count, files.Sum(f => f.Length));
    }

    /// <summary>Files that a run works on, or that one left which was stopped. A member of an archive is not counted besides it.</summary>
    public static int Claimed(IReadOnlyList<DatasetInbox> folders) => folders.Sum(inbox => inbox.ClaimedFiles);

    /// <summary>What lies in the inbox and belongs to no dataset, each as a sentence with the nearest dataset.</summary>
    public IReadOnlyList<string> Strays() =>
    [
        .. looks.In(root).OrderBy(e => e.Name, StringComparer.Ordinal).Select(entry =>
            entry.IsFolder ? Misnamed(entry.Name) is { } why && AnyOf(() => looks.In(Path.Combine(root, entry.Name)).Any(e => !e.IsFolder)) ? $"inbox/{entry.Name}: {why}" : null
            : entry.Name[0] is '.' ? null
            : $"inbox/{entry.Name} is not in a dataset's folder and is ignored: move it into inbox/<dataset>/ ({Known()}).").OfType<string>(),
    ];

    /// <summary>What is wrong with a folder's name, and how it should be; null when it is a dataset's.</summary>
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
