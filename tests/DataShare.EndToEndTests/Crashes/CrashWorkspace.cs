using System.Security.Cryptography;
using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// A workspace that can be copied, so that each crash starts from the same state. Its datasets are <c>readings</c>, which a
/// consumer gets as files and another sums up in SQL, and <c>stock</c>, a snapshot.
/// </summary>
public sealed class CrashWorkspace : IDisposable
{
    /// <summary>The exit code of a process that was killed, as the shell has it.</summary>
    public const int Killed = 128 + 9;

    private const string Sums = """
        consumer: sums
        owner: tests@example.com
        reads:
          - {dataset: readings, major: 1, columns: [place, value]}
        schedule: {onCommit: true}
        deliver:
          tables:
            sums: place varchar(20) not null, readings bigint not null
          sql: insert into sums (place, readings) select place, count(*) from {{readings}} group by place
        """;

    private readonly ReadingsWorkspace workspace = new();

    public CrashWorkspace() => Write("consumers/sums.yaml", Sums);

    public string this[params ReadOnlySpan<string> parts] => workspace[parts];

    public string Write(string relativePath, string content) => workspace.Write(relativePath, content);

    public void Drop(string name, string content) => workspace.Drop(name, content);

    /// <summary>Writes a version of the contract for readings that has one more column.</summary>
    public void WriteNextReadings() => Write(
        "contracts/readings/1.1.0.odcs.yaml",
        ReadingsWorkspace.Contract
            .Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal)
            .Replace("customProperties:\n  - {property: write", "      - {id: c4, name: unit, logicalType: string}\ncustomProperties:\n  - {property: write", StringComparison.Ordinal));

    public void WriteStockContract() => Write(
        "contracts/stock/1.0.0.odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: stock
        name: Stock
        version: 1.0.0
        status: active
        team: {name: tests}
        servers:
          - server: inbox
            type: local
            path: inbox/stock
            format: csv
            customProperties:
              - {property: arrival, value: {settle: 200ms, marker: none}}
        schema:
          - id: stock
            name: stock
            logicalType: object
            properties:
              - {id: c1, name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {id: c2, name: pieces, logicalType: integer, required: true}
        customProperties:
          - {property: write, value: {mode: snapshot}}
        """);

    public CrashWorkspace Copy()
    {
        var copy = new CrashWorkspace();
        foreach (var file in Directory.EnumerateFiles(workspace.Root, "*", SearchOption.AllDirectories))
        {
            var target = copy[Path.GetRelativePath(workspace.Root, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return copy;
    }

    /// <param name="crashAt">The value of the crash switch; null to run to the end.</param>
    public async Task<ProgramResult> RunAsync(string? crashAt, params string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["DATASHARE_CRASH_AT"] = crashAt ?? "" };
        using var program = DataShareProgram.Start(workspace.Root, environment, arguments);
        return await program.WaitAsync();
    }

    /// <summary>Runs a command to its end. Files in quarantine are no failure.</summary>
    public async Task ExpectAsync(params string[] arguments)
    {
        var result = await RunAsync(null, arguments);
        Assert.True(result.ExitCode is 0 or 3, $"datashare {string.Join(' ', arguments)}: {result}");
    }

    /// <summary>The load id of the entry with this file.</summary>
    public string Entry(string file) => Entries().Single(e => e.Reason.GetProperty("fileName").GetString() == file).Id;

    /// <summary>
    /// All that somebody could lose: rows in the lake, the warehouse and the deliveries, quarantine entries, kept bytes, and
    /// files in the inbox. Load ids and times are left out.
    /// </summary>
    public IReadOnlyList<string> State() =>
    [
        .. Lake().Concat(Warehouse("data", "warehouse.duckdb")).Concat(Warehouse("data", "moved.duckdb"))
            .Concat(Delivered()).Concat(Quarantine()).Concat(Backup())
            .Concat(Files("new").Select(f => $"{f}: {new FileInfo(this[f]).Length > 0}"))
            .Concat(Files("data", "lake", "raw")).Concat(Files("data", "lake", "contracts")).Concat(Files("data", "inbox"))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => workspace.Dispose();

    private IEnumerable<string> Lake() =>
        from table in Folders(this["data", "lake", "tables"]).SelectMany(Folders)
        let files = DeltaLogReplay.FromStart(table).Files
        where files.Count > 0
        from row in FileQuery.Rows($"select columns(c -> c[1] != '_') from read_parquet([{string.Join(", ", files.Select(f => $"'{f.FullPath}'"))}])")
        select $"lake {Path.GetRelativePath(workspace.Root, table)}: {row}";

    private IEnumerable<string> Warehouse(params string[] path) => !File.Exists(this[path]) ? [] :
        from table in FileQuery.Rows(this[path], "select table_schema || '.' || table_name from information_schema.tables where table_name in ('readings', 'stock', 'sums', 'consumer_position')")
        from row in FileQuery.Rows(this[path], $"select columns(c -> c[1] != '_' and c != 'moved_at') from {table}")
        select $"{path[^1]} {table}: {row}";

    /// <summary>The files of the backup, each with the hash of its bytes now.</summary>
    private IEnumerable<string> Backup() => !File.Exists(this["backup", "backup.json"]) ? [] :
        from file in Json(this["backup", "backup.json"]).GetProperty("files").EnumerateArray()
        let path = file.GetProperty("path").GetString()
        let stored = this["backup", file.GetProperty("stored").GetString()!]
        from line in path == "warehouse.duckdb"
            ? Warehouse(["backup", .. file.GetProperty("stored").GetString()!.Split('/')])
            : [$"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(stored)))}, listed as {file.GetProperty("sha256")}"]
        select $"backup {path}: {line}";

    private IEnumerable<string> Delivered() =>
        Files("data", "outbox").SelectMany(f => File.ReadLines(this[f]).Select(line => $"{Path.GetFileName(f)}: {line}"));

    private IEnumerable<string> Quarantine() =>
        from entry in Entries()
        let reason = entry.Reason
        let file = reason.GetProperty("fileName").GetString()
        from line in new[]
        {
            $"quarantine {file}: {reason.GetProperty("kind")}, rejected {reason.GetProperty("rejectedRows")}, {entry.Closed}",
        }.Concat(entry.Files.Select(f => $"quarantine {file}: has {f}"))
        select line;

    private IEnumerable<(string Id, JsonElement Reason, string Closed, IEnumerable<string> Files)> Entries() =>
        from folder in Folders(this["data", "lake", "quarantine"]).SelectMany(Folders)
        where File.Exists(Path.Combine(folder, "reason.json"))
        let closed = Path.Combine(folder, "closed.json")
        select (
            Path.GetFileName(folder),
            Json(Path.Combine(folder, "reason.json")),
            File.Exists(closed) ? Json(closed).GetProperty("how").ToString() : "open",
            Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>().Where(f => f[0] != '.'));

    private static JsonElement Json(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.Clone();
    }

    private IEnumerable<string> Files(params string[] folder) => !Directory.Exists(this[folder]) ? [] :
        Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(workspace.Root, f))
            .Where(f => !Path.GetFileName(f).StartsWith('.') && Path.GetFileName(Path.GetDirectoryName(f)) != ".datashare");

    private static string[] Folders(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
}
