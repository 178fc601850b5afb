using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class ServiceLogTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task A_line_about_a_file_begins_with_the_job_and_the_load_id()
    {
        var log = await LogOfOneFileAsync("run");

        var line = Assert.Single(log, l => l.Contains("march.csv landed", StringComparison.Ordinal));
        Assert.Matches(
            @"Z info: DataShare\.Producers\.\w+\[3001\] => ingest readings => LoadId 01[0-9A-Z]{24} march\.csv landed in readings", line);
    }

    [Fact]
    public async Task A_JSON_line_has_the_message_in_words_its_template_and_the_load_id()
    {
        var log = await LogOfOneFileAsync("run", "--json");

        using var line = JsonDocument.Parse(Assert.Single(log, l => l.Contains("march.csv landed", StringComparison.Ordinal)));
        Assert.StartsWith("march.csv landed in readings", line.RootElement.GetProperty("Message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "{Name} landed in {Dataset}",
            line.RootElement.GetProperty("State").GetProperty("{OriginalFormat}").GetString(),
            StringComparison.Ordinal);
        var scope = line.RootElement.GetProperty("Scopes").EnumerateArray().Single(s => s.TryGetProperty("LoadId", out _));
        Assert.Equal("LoadId " + scope.GetProperty("LoadId").GetString(), scope.GetProperty("Message").GetString());
    }

    private async Task<string[]> LogOfOneFileAsync(params string[] arguments)
    {
        using var service = workspace.Start(arguments);
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(5));
        await service.SaysAsync("march.csv landed", TimeSpan.FromSeconds(20));
        await service.SignalAsync("INT");
        return (await service.WaitAsync()).Output.Split('\n');
    }
}
