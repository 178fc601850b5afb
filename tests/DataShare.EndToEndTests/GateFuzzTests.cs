using System.Globalization;
using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// The built program takes mutated files, with limits of memory and time. Two variables repeat a run or make it longer:
/// <c>DATASHARE_FUZZ_SEED</c>, <c>DATASHARE_FUZZ_FILES</c>.
/// </summary>
public sealed class GateFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const string MemoryBytes = "0x14000000";

    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Every_mutated_file_gets_an_outcome_within_limits_of_memory_and_time()
    {
        var seed = Setting("DATASHARE_FUZZ_SEED") ?? Random.Shared.Next();
        output.WriteLine($"DATASHARE_FUZZ_SEED={seed}");
        using var folder = new TemporaryFolder();
        var files = new MutatedFiles(seed, folder).Make(Setting("DATASHARE_FUZZ_FILES") ?? 250).ToList();
        foreach (var (name, content) in files)
        {
            workspace.Drop(name, content);
        }

        using var program = DataShareProgram.Start(
            workspace.Root, new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = MemoryBytes }, "ingest", "--json");
        var result = await program.WaitAsync();

        Assert.True(result.ExitCode is 0 or 3, $"seed {seed}: {result}");
        using var json = JsonDocument.Parse(result.Output);
        var outcomes = json.RootElement.GetProperty("files").EnumerateArray().Select(Outcome.From).ToList();
        // A member of an archive has the archive's name before its own.
        Assert.Equal(files.Select(f => f.Name), outcomes.Select(o => o.File.Split('/')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(outcomes, o => Assert.True(o.IsSound, $"seed {seed}: {o}"));
        Assert.Equal(outcomes.Sum(o => o.Accepted), json.RootElement.GetProperty("loads").EnumerateArray().Sum(l => l.GetProperty("rowsInserted").GetInt64()));
        Assert.Empty(Directory.GetFiles(workspace["data", "inbox", "readings"]));
        Assert.Equal([".takeover"], Directory.GetFileSystemEntries(workspace["data", "inbox", "readings", ".claimed"]).Select(Path.GetFileName));
        output.WriteLine(string.Join(", ", outcomes.GroupBy(o => o.Word).Select(g => $"{g.Count()} {g.Key}")));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private sealed record Outcome(string File, string Word, long Accepted, long Rejected, string? Reason)
    {
        public bool IsSound => Word switch
        {
            "landed" => Accepted >= 0 && Rejected >= 0,
            "duplicate" => true,
            // A bug in the program is refused too, but must be fixed.
            "quarantined" => Reason is { Length: > 20 } && !Reason.Contains("a bug in DataShare", StringComparison.Ordinal),
            _ => false,
        };

        public static Outcome From(JsonElement file) => new(
            file.GetProperty("file").GetString()!,
            file.GetProperty("outcome").GetString()!,
            Number(file.GetProperty("acceptedRows")),
            Number(file.GetProperty("rejectedRows")),
            file.GetProperty("reason").GetString());

        private static long Number(JsonElement value) => value.ValueKind is JsonValueKind.Number ? value.GetInt64() : 0;
    }
}
