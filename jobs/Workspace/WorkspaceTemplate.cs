using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The files of a new workspace. Overwrites nothing, even if the workspace is in use.</summary>
internal sealed class WorkspaceTemplate(string root, EngineDescription engine)
{
    /// <summary>The script that an administrator runs on the server, from the workspace's folder.</summary>
    public const string SetupFile = "setup.sql";

    /// <summary>Git keeps only definitions and settings. Data and secrets stay on the machine.</summary>
    private const string IgnoredByGit = """
        # Dropped files, the lake, the warehouse and deliveries.
        /data/

        # Secrets of this machine. Better: keep them outside this folder.
        .env
        *.secret
        /secrets/

        """;

    /// <summary>The dataset of the samples; without samples, a word that the user replaces.</summary>
    public static string FirstDataset(bool hasSample) => hasSample ? "orders" : "DATASET";

    /// <summary>Whether <c>init</c> adds the sample: the contracts of one dataset, and consumers that read only that dataset.</summary>
    public static bool IsStarter(string sample) =>
        sample.StartsWith("contracts/orders/", StringComparison.Ordinal) || sample == StarterConsumer;

    private const string StarterConsumer = "consumers/revenue-by-country.yaml";

    /// <summary>Returns every file, by its path in the workspace, and whether it was written or already existed.</summary>
    /// <param name="samples">Empty for a workspace that will get its owner's contracts.</param>
    public IReadOnlyList<(string Path, bool Written)> Write(IReadOnlyList<string> samples)
    {
        var files = new List<(string, bool)>
        {
            (Workspace.SettingsFile, NewFile.Write(Path.Combine(root, Workspace.SettingsFile), Settings())),
            ("README.md", NewFile.Write(Path.Combine(root, "README.md"), Readme(FirstDataset(samples.Count > 0)))),
            (".gitignore", NewFile.Write(Path.Combine(root, ".gitignore"), IgnoredByGit)),
        };
        if (engine.Setup is { } setup)
        {
            files.Add((SetupFile, NewFile.Write(Path.Combine(root, SetupFile), setup.Script)));
        }

        files.AddRange(samples.Select(s => (s, Samples.Write(s, root))));
        Directory.CreateDirectory(Path.Combine(root, "consumers"));
        Directory.CreateDirectory(Path.Combine(root, "data", "inbox"));
        foreach (var dataset in Directory.CreateDirectory(Path.Combine(root, "contracts")).GetDirectories())
        {
            Directory.CreateDirectory(Path.Combine(root, "data", "inbox", dataset.Name));
        }

        return files;
    }

    private string Settings() =>
        $$"""
        {
          "DataShare": {
            "DataFolder": "data",
            "ScanInterval": "00:00:02",
            "Warehouse": {
              {{string.Concat(engine.Setup?.Settings.Select(line => line + "\n      ") ?? [])}}"LockTimeout": "00:00:30"
            }
          }
        }

        """;

    private string Readme(string dataset)
    {
        var server = engine.Setup is not { } setup
            ? ""
            : $"\n- `{SetupFile}`: {setup.ScriptDoes}; an administrator runs it once."
                + string.Concat(setup.Variables.Select(v => $"\n- `{v.Name}`: the variable with {v.Holds}."));
        return $"""
            # A DataShare workspace

            - `contracts/<dataset>/<version>.odcs.yaml`: the contracts, one file for each version.
              `datashare schema infer FILE` writes the first one.
            - `consumers/*.yaml`: the consumers, which rows they get, and how.
            - `data/inbox/<dataset>/`: drop files here.
            - `appsettings.json`: settings; `DataShare__…` environment variables override them.{server}

                datashare ingest                                  ingest the files in the inbox, and load them
                {$"datashare query \"{engine.FirstRows(dataset)}\"",-50}query the rows with SQL
                datashare consume                                 deliver new rows to consumers
                datashare status                                  show the state of everything
                datashare run                                     do all of this as a service

            """;
    }
}
