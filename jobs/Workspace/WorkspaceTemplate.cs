using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The files of a new workspace. Overwrites nothing, even if the workspace is in use.</summary>
internal sealed class WorkspaceTemplate(string root, WarehouseEngine engine = WarehouseEngine.DuckDb)
{
    /// <summary>The script that an administrator runs on the server, from the workspace's folder.</summary>
    public const string SetupFile = "setup.sql";

    private const string DuckDbSettings = """
        {
          "DataShare": {
            "DataFolder": "data",
            "ScanInterval": "00:00:02",
            "Warehouse": {
              "LockTimeout": "00:00:30"
            }
          }
        }

        """;

    private const string SqlServerSettings = """
        {
          "DataShare": {
            "DataFolder": "data",
            "ScanInterval": "00:00:02",
            "Warehouse": {
              // Put the connection string into the environment (DataShare__Warehouse__ConnectionString),
              // or into a separate file: "ConnectionStringFile": "/run/secrets/datashare".
              "Engine": "SqlServer",
              "LockTimeout": "00:00:30"
            }
          }
        }

        """;

    /// <summary>Only definitions and settings are kept together: data and secrets stay on the machine.</summary>
    private const string IgnoredByGit = """
        # Dropped files, the lake, the warehouse and deliveries.
        /data/

        # Secrets of this machine. Better: keep them outside this folder.
        .env
        *.secret
        /secrets/

        """;

    private readonly string settings = engine is WarehouseEngine.SqlServer ? SqlServerSettings : DuckDbSettings;

    /// <summary>The first question one asks, in the engine's SQL.</summary>
    public static string FirstQuery(WarehouseEngine engine, string dataset) =>
        engine is WarehouseEngine.SqlServer ? $"select top (10) * from {dataset}" : $"from {dataset} limit 10";

    /// <summary>The dataset of the samples; without them, the word that a person replaces.</summary>
    public static string FirstDataset(bool hasSample) => hasSample ? "orders" : "DATASET";

    /// <summary>Whether a sample is part of the one that <c>init</c> adds: one dataset, and what reads nothing else.</summary>
    public static bool IsStarter(string sample) =>
        sample.StartsWith("contracts/orders/", StringComparison.Ordinal) || sample == StarterConsumer;

    private const string StarterConsumer = "consumers/revenue-by-country.yaml";

    /// <summary>Returns every file, by its path in the workspace, and whether it was written or already existed.</summary>
    /// <param name="samples">None for a workspace that waits for contracts of its owner.</param>
    public IReadOnlyList<(string Path, bool Written)> Write(IReadOnlyList<string> samples)
    {
        var files = new List<(string, bool)>
        {
            (Workspace.SettingsFile, NewFile.Write(Path.Combine(root, Workspace.SettingsFile), settings)),
            ("README.md", NewFile.Write(Path.Combine(root, "README.md"), Readme(FirstDataset(samples.Count > 0)))),
            (".gitignore", NewFile.Write(Path.Combine(root, ".gitignore"), IgnoredByGit)),
        };
        if (engine is WarehouseEngine.SqlServer)
        {
            files.Add((SetupFile, NewFile.Write(Path.Combine(root, SetupFile), SetupScript.SqlServer)));
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

    private string Readme(string dataset)
    {
        var server = engine is not WarehouseEngine.SqlServer
            ? ""
            : """

                - `setup.sql`: makes the database, login, rights and roles on the server; an administrator runs it once.
                - `DataShare__Warehouse__ConnectionString`: the variable with the server's connection string.
                """;
        return $"""
            # A DataShare workspace

            - `contracts/<dataset>/<version>.odcs.yaml`: the contracts, one file for each version.
              `datashare schema infer FILE` writes the first one.
            - `consumers/*.yaml`: the consumers, which rows they get, and how.
            - `data/inbox/<dataset>/`: drop files here.
            - `appsettings.json`: settings; `DataShare__…` environment variables override them.{server}

                datashare ingest                                  ingest the files in the inbox, and load them
                {$"datashare query \"{FirstQuery(engine, dataset)}\"",-50}query the rows with SQL
                datashare consume                                 deliver new rows to consumers
                datashare status                                  show the state of everything
                datashare run                                     do all of this as a service

            """;
    }
}
