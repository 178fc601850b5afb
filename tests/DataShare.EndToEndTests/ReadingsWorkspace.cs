using System.Globalization;
using System.Text;
using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// A workspace with its own contract, <c>readings</c> (append; id, place, value), and a consumer that gets new rows as
/// files.
/// </summary>
public sealed class ReadingsWorkspace : IDisposable
{
    public const string Contract = """
        apiVersion: v3.1.0
        kind: DataContract
        id: readings
        name: Readings
        version: 1.0.0
        status: active
        team: {name: tests}
        servers:
          - server: inbox
            type: local
            path: inbox/readings
            format: csv
            customProperties:
              - {property: arrival, value: {settle: 200ms, marker: none}}
        schema:
          - id: readings
            name: readings
            logicalType: object
            properties:
              - {id: c1, name: id, logicalType: integer, logicalTypeOptions: {format: i64}, required: true}
              - {id: c2, name: place, logicalType: string, required: true}
              - {id: c3, name: value, logicalType: number, physicalType: "decimal(18,2)", logicalTypeOptions: {minimum: 0}}
        customProperties:
          - {property: write, value: {mode: append}}
          - {property: onViolation, value: {unknownColumn: reject, badRow: quarantine, maxRejectPercent: 50}}
        """;

    private const string Consumer = """
        consumer: readings-files
        owner: tests@example.com
        reads:
          - {dataset: readings, major: 1, columns: [id, place, value]}
        schedule: {cron: "0 0 0 1 1 ?", onCommit: true}
        deliver:
          files: {path: outbox/readings, format: csv}
        """;

    private readonly TemporaryFolder folder = new();

    /// <param name="name">A folder in the temporary one.</param>
    public ReadingsWorkspace(string name = "")
    {
        Root = folder[name].TrimEnd(Path.DirectorySeparatorChar);
        Write("contracts/readings/1.0.0.odcs.yaml", Contract);
        Write("consumers/readings-files.yaml", Consumer);
        Write("appsettings.json", """{"DataShare": {"ScanInterval": "00:00:00.2"}}""");
    }

    public string Root { get; }

    public string this[params ReadOnlySpan<string> parts] => Path.Combine([Root, .. parts]);

    public string Write(string relativePath, string content) => folder.Write(this[relativePath], content);

    /// <summary>Drops a file like a careful producer: under a hidden name first, then renamed.</summary>
    public string Drop(string name, string content)
    {
        var hidden = Write($"data/inbox/readings/.{name}", content);
        var path = this["data", "inbox", "readings", name];
        File.Move(hidden, path, overwrite: true);
        return path;
    }

    public void Drop(string name, ReadOnlySpan<byte> content)
    {
        var hidden = folder.WriteBytes(this[$"data/inbox/readings/.{name}"], content);
        File.Move(hidden, this["data", "inbox", "readings", name], overwrite: true);
    }

    public Task<ProgramResult> RunAsync(params string[] arguments) => DataShareProgram.RunAsync(Root, arguments);

    /// <summary>Runs on a terminal of 80 columns.</summary>
    public Task<ProgramResult> RunInTerminalAsync(params string[] arguments) => DataShareProgram.RunInTerminalAsync(Root, arguments);

    public DataShareProgram Start(params string[] arguments) => DataShareProgram.Start(Root, arguments);

    /// <summary>The single value of a query.</summary>
    public async Task<string> AskAsync(string sql)
    {
        var result = await RunAsync("query", sql, "--format", "json");
        Assert.True(result.ExitCode == 0, result.ToString());
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement[0].EnumerateObject().First().Value.ToString();
    }

    /// <summary>Rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    public static string Readings(int count, int first = 1)
    {
        var text = new StringBuilder("id,place,value\n");
        for (var id = first; id < first + count; id++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{id},place {id % 97},{id % 1000}.25\n");
        }

        return text.ToString();
    }

    public void Dispose() => folder.Dispose();
}
