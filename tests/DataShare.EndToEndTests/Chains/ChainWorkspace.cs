using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>The folder of the chain. Its warehouse can be in another file than the settings say.</summary>
public sealed class ChainWorkspace : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <remarks>Each file has a commit of its own, so that the model knows the commits.</remarks>
    public ChainWorkspace() => Write("appsettings.json", """{"DataShare": {"Producers": {"MaxFilesPerCommit": 1}}}""");

    public string Root => folder.Root;

    public string this[params ReadOnlySpan<string> parts] => folder[parts];

    /// <summary>The file of the warehouse, below the folder.</summary>
    public string DatabaseFile { get; set; } = "data/warehouse.duckdb";

    public string Database => this[DatabaseFile];

    public string Write(string relativePath, string content) => folder.Write(relativePath, content);

    /// <summary>Drops a file like a careful producer: under a hidden name first, then renamed.</summary>
    public void Drop(string dataset, string name, string content) =>
        File.Move(Write($"data/inbox/{dataset}/.{name}", content), this["data", "inbox", dataset, name], overwrite: true);

    /// <param name="crashAt">The value of the crash switch.</param>
    public async Task<ProgramResult> RunAsync(string crashAt, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["DATASHARE_CRASH_AT"] = crashAt,
            ["DataShare__Warehouse__DatabaseFile"] = DatabaseFile,
        };
        using var program = DataShareProgram.Start(Root, environment, arguments);
        return await program.WaitAsync();
    }

    public bool HasTable(string table) =>
        FileQuery.Rows(Database, $"select 1 from information_schema.tables where table_name = '{table}'").Count > 0;

    /// <summary>Every stored row of every dataset's tables, with all its columns, also tombstones.</summary>
    public IReadOnlyList<string> StoredRows() =>
    [
        .. from table in FileQuery.Rows(Database, "select table_name from information_schema.tables where table_name like '%\\_data' escape '\\' order by 1")
           from row in FileQuery.Rows(Database, $"select * from {table} order by all")
           select $"{table}: {row}",
    ];

    /// <summary>The rows that a major's view shows, as <see cref="ChainChange.SeenBy"/> has them.</summary>
    public IEnumerable<string> Shown(string dataset, int major) =>
        FileQuery.Rows(Database, $"select id, {ChainContracts.Word(major)}, split_part(_contract_version, '.', 1), _lake_version from {dataset}_v{major}")
            .Select(r => r.Split('|'))
            .Select(r => ChainFolder.Line("upsert", r[0], r[1], r[2], r[3]));

    /// <summary>The number of entries of all logs in the lake.</summary>
    public int CountCommits() =>
        Directory.EnumerateFiles(this["data", "lake", "tables"], "*.json", SearchOption.AllDirectories).Count(f => Path.GetFileName(f).Length == "00000000000000000000.json".Length && Path.GetFileName(f)[0] != '.');

    public void DeleteWarehouse()
    {
        File.Delete(Database);
        File.Delete(Database + ".wal");
    }

    public void CopyWarehouse(string to)
    {
        File.Copy(Database, to, overwrite: true);
        Assert.False(File.Exists(Database + ".wal"));
    }

    public void Dispose() => folder.Dispose();
}
