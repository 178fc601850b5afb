using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The inbox as a whole: a folder for each dataset. What is inside one is the producers' business.</summary>
public sealed class Inbox(string root, ContractCatalog contracts)
{
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

    /// <summary>Whether there is anything to look at, files claimed by a run that died included.</summary>
    public bool HasWork(DatasetName dataset)
    {
        var folder = new DirectoryInfo(Folder(dataset));
        return folder.Exists && folder.EnumerateFileSystemInfos().Any(
            entry => entry is FileInfo || ((DirectoryInfo)entry).EnumerateDirectories().Any());
    }

    /// <summary>Files that wait in a dataset's folder, and how many bytes; temporary names and markers are not counted.</summary>
    public (int Files, long Bytes) Waiting(DatasetName dataset)
    {
        if (contracts.Newest(dataset) is not { } contract)
        {
            return (0, 0);
        }

        var files = new DatasetInbox(Folder(dataset), dataset).Scan(contract.Inbox.Arrival);
        return (files.Count, files.Sum(f => f.Length));
    }

    /// <summary>What lies in the inbox and belongs to no dataset, each as a sentence with the nearest dataset.</summary>
    public IReadOnlyList<string> Strays()
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        var known = contracts.Datasets.Select(d => d.Value).ToList();
        var strays = new List<string>();
        foreach (var entry in new DirectoryInfo(root).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry is FileInfo && entry.Name[0] is not '.')
            {
                strays.Add($"inbox/{entry.Name} lies beside the datasets' folders and is left there: move it into inbox/<dataset>/ ({Known(known)}).");
            }
            else if (entry is DirectoryInfo folder && !known.Contains(entry.Name, StringComparer.Ordinal) && folder.EnumerateFiles().Any())
            {
                var hint = NearestName.Of(entry.Name, known) is { } near ? $"Did you mean inbox/{near}?" : Known(known) + ".";
                strays.Add($"inbox/{entry.Name}: no contract has the dataset '{entry.Name}', its files are left there. {hint}");
            }
        }

        return strays;
    }

    private static string Known(List<string> known) =>
        known.Count == 0 ? "there are no datasets yet: write a contract first" : "datasets: " + string.Join(", ", known);
}
