using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The folders of an inbox at one time: for each dataset its own folder, and those next to it that state a version
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
