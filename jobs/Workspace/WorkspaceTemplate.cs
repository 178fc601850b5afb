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

    private readonly string settings = engine is WarehouseEngine.SqlServer ? SqlServerSettings : DuckDbSettings;

    /// <summary>The first question one asks, in the engine's SQL.</summary>
    public static string FirstQuery(WarehouseEngine engine) =>
        engine is WarehouseEngine.SqlServer ? "select top (10) * from orders" : "from orders limit 10";

    /// <summary>Whether a sample is part of a new workspace: one dataset, and what reads nothing else.</summary>
    public static bool IsStarter(string sample) =>
        sample.StartsWith("contracts/orders/", StringComparison.Ordinal) || sample == StarterConsumer;

    private const string StarterConsumer = "consumers/revenue-by-country.yaml";

    /// <summary>Returns every file, by its path in the workspace, and whether it was written or was there.</summary>
    public IReadOnlyList<(string Path, bool Written)> Write(IEnumerable<string> samples)
    {
        var files = new List<(string, bool)>
        {
            (Workspace.SettingsFile, NewFile.Write(Path.Combine(root, Workspace.SettingsFile), settings)),
            ("README.md", NewFile.Write(Path.Combine(root, "README.md"), Readme())),
        };
        if (engine is WarehouseEngine.SqlServer)
        {
            files.Add((SetupFile, NewFile.Write(Path.Combine(root, SetupFile), SetupScript.SqlServer)));
        }

        files.AddRange(samples.Select(s => (s, Samples.Write(s, root))));
        foreach (var dataset in Directory.GetDirectories(Path.Combine(root, "contracts")))
        {
            Directory.CreateDirectory(Path.Combine(root, "data", "inbox", Path.GetFileName(dataset)));
        }

        Directory.CreateDirectory(Path.Combine(root, "consumers"));
        return files;
    }

    private string Readme()
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
            - `consumers/*.yaml`: who gets what is new, and how.
            - `data/inbox/<dataset>/`: drop files here.
            - `appsettings.json`: settings; `DataShare__…` environment variables go before them.{server}

                datashare ingest                                  take what is in the inbox, load it
                {$"datashare query \"{FirstQuery(engine)}\"",-50}ask in SQL
                datashare consume                                 give consumers what is new
                datashare status                                  where everything stands
                datashare run                                     all of it, as a service

            """;
    }
}
