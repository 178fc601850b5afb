using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>What happens to the warehouse. Every stored row, with its lake version, must be the same afterwards.</summary>
public sealed class ChainDisasters(ChainWorkspace workspace, ChainCommands commands, Random random, IReadOnlyList<ChainConsumer> consumers)
{
    private const string Main = "data/warehouse.duckdb";
    private const string Other = "data/other.duckdb";

    private string Copy => workspace["older.duckdb"];

    private IReadOnlyList<Action>? kept;
    private bool isDoubted;
    private bool isLedgerOfBothFiles;

    /// <summary>In the order in which they happen.</summary>
    public IReadOnlyList<string> Kinds { get; } = ["lose", "rebuild", "put back", "move", "back up", "move"];

    /// <summary>How often a delivery to a consumer has stopped because its folder had received more than the warehouse knew of.</summary>
    public int Stops { get; private set; }

    public async Task HappenAsync(string kind)
    {
        var before = workspace.StoredRows();
        await (kind switch
        {
            "lose" => LoseAsync(),
            "put back" => PutBackAsync(),
            "rebuild" => RebuildAsync(),
            "move" => MoveAsync(),
            _ => BackUpAsync(),
        });
        Assert.Equal(before, workspace.StoredRows());
    }

    /// <summary>Delivers. If consumers are stopped, decides that they continue after what their folders have received.</summary>
    public async Task ConsumeAsync()
    {
        var result = await commands.RunOnceAsync("consume", "--json");
        using var json = JsonDocument.Parse(result.Output);
        var stopped = json.RootElement.GetProperty("consumers").EnumerateArray()
            .Where(c => c.GetProperty("outcome").GetString() == "stopped").Select(c => c.GetProperty("consumer").GetString()).ToList();
        Assert.True(result.ExitCode == (stopped.Count == 0 ? 0 : 1), result.ToString());
        if (stopped.Count > 0)
        {
            Assert.True(isDoubted, result.ToString());
            Stops += stopped.Count;
            await commands.ExpectAsync("consume", "--from", "recorded");
        }
    }

    /// <summary>All consumers have received all commits. Now and then an older copy of the warehouse is kept.</summary>
    public void Delivered()
    {
        isDoubted = false;
        if (kept is null || random.Next(3) == 0)
        {
            workspace.CopyWarehouse(Copy);
            kept = [.. consumers.Select(c => c.Keep())];
        }
    }

    private async Task LoseAsync()
    {
        workspace.DeleteWarehouse();
        foreach (var consumer in consumers)
        {
            consumer.Lose();
        }

        isDoubted = true;
        isLedgerOfBothFiles = false;
        await commands.ExpectAsync("ingest");
    }

    private async Task PutBackAsync()
    {
        workspace.DeleteWarehouse();
        File.Copy(Copy, workspace.Database);
        foreach (var putBack in kept!)
        {
            putBack();
        }

        kept = null;
        isDoubted = true;
        isLedgerOfBothFiles = false;
        await commands.ExpectAsync("ingest");
    }

    private async Task RebuildAsync()
    {
        await commands.ExpectAsync("rebuild");
        await commands.ExpectAsync("verify");
    }

    private async Task MoveAsync()
    {
        var other = workspace.DatabaseFile == Main ? Other : Main;
        if (!isLedgerOfBothFiles || random.Next(2) == 0)
        {
            File.Delete(workspace[other]);
        }

        await commands.ExpectAsync("move", "--to", "duckdb", "--file", other);
        workspace.DatabaseFile = other;
        isLedgerOfBothFiles = true;
    }

    private async Task BackUpAsync()
    {
        await commands.ExpectAsync("backup", "backup");
        Directory.Delete(workspace["data", "lake"], recursive: true);
        workspace.DeleteWarehouse();
        await commands.ExpectAsync("restore", "backup");
    }
}
