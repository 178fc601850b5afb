namespace DataShare.Jobs;

/// <summary>What a new workspace holds. Writing it twice, or over one in use, overwrites nothing.</summary>
internal sealed class WorkspaceTemplate(string root)
{
    private const string Settings = """
        {
          "DataShare": {
            "DataFolder": "data",
            "ScanInterval": "00:00:02",
            "Warehouse": {
              "MemoryLimit": "1GB",
              "LockTimeout": "00:00:30"
            }
          }
        }

        """;

    private const string Readme = """
        # A DataShare workspace

        - `contracts/<dataset>/<version>.odcs.yaml`: what files of a dataset look like, one file a version.
        - `consumers/*.yaml`: who gets what is new, and how.
        - `data/inbox/<dataset>/`: drop files here.
        - `appsettings.json`: settings; `DataShare__…` environment variables go before them.

            datashare ingest                              take what is in the inbox, load it
            datashare query "from orders limit 10"        ask in SQL
            datashare consume                             give consumers what is new
            datashare status                              where everything stands
            datashare run                                 all of it, as a service

        """;

    /// <summary>Whether a sample is part of a new workspace: one dataset, and what reads nothing else.</summary>
    public static bool IsStarter(string sample) =>
        sample.StartsWith("contracts/orders/", StringComparison.Ordinal) || sample == StarterConsumer;

    private const string StarterConsumer = "consumers/revenue-by-country.yaml";

    /// <summary>Returns every file, by its path in the workspace, and whether it was written or was there.</summary>
    public IReadOnlyList<(string Path, bool Written)> Write(IEnumerable<string> samples)
    {
        var files = new List<(string, bool)>
        {
            (Workspace.SettingsFile, NewFile.Write(Path.Combine(root, Workspace.SettingsFile), Settings)),
            ("README.md", NewFile.Write(Path.Combine(root, "README.md"), Readme)),
        };
        files.AddRange(samples.Select(s => (s, Samples.Write(s, root))));
        foreach (var dataset in Directory.GetDirectories(Path.Combine(root, "contracts")))
        {
            Directory.CreateDirectory(Path.Combine(root, "data", "inbox", Path.GetFileName(dataset)));
        }

        Directory.CreateDirectory(Path.Combine(root, "consumers"));
        return files;
    }
}
