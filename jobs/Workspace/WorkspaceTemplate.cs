using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>What a new workspace holds. Writing it twice, or over one in use, overwrites nothing.</summary>
internal sealed class WorkspaceTemplate(string root, WarehouseEngine engine = WarehouseEngine.DuckDb)
{
    /// <summary>What an administrator runs on the server, from the workspace's folder.</summary>
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
              // The connection string is not here. It is in the environment (DataShare__Warehouse__ConnectionString),
              // or in a file of its own: "ConnectionStringFile": "/run/secrets/datashare".
              "Engine": "SqlServer",
              "LockTimeout": "00:00:30"
            }
          }
        }

        """;

    /// <summary>Only definitions and settings are kept together: data and secrets stay on the machine.</summary>
    private const string IgnoredByGit = """
        # Files that were dropped, the lake, the warehouse and what consumers were handed.
        /data/

        # What only this machine may know. Better still: keep it outside of this folder.
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

    /// <summary>Returns every file, by its path in the workspace, and whether it was written or was there.</summary>
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

                - `setup.sql`: makes database, login, rights and roles on the server; an administrator runs it once.
                - `DataShare__Warehouse__ConnectionString`: the variable that says where the server is.
                """;
        return $"""
            # A DataShare workspace

            - `contracts/<dataset>/<version>.odcs.yaml`: what files of a dataset look like, one file a version.
              `datashare schema infer FILE` writes the first one.
            - `consumers/*.yaml`: who gets what is new, and how.
            - `data/inbox/<dataset>/`: drop files here.
            - `appsettings.json`: settings; `DataShare__…` environment variables go before them.{server}

                datashare ingest                                  take what is in the inbox, load it
                {$"datashare query \"{FirstQuery(engine, dataset)}\"",-50}ask in SQL
                datashare consume                                 give consumers what is new
                datashare status                                  where everything stands
                datashare run                                     all of it, as a service

            """;
    }
}
