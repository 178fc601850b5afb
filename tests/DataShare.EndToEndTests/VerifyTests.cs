using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class VerifyTests
{
    [Fact]
    public async Task Reports_an_undamaged_lake_and_names_a_missing_part()
    {
        using var workspace = await IngestedAsync();

        var whole = await workspace.RunAsync("verify");
        Assert.True(whole.ExitCode == 0, whole.ToString());
        Assert.Contains("intact   readings/v1", whole.Output, StringComparison.Ordinal);

        var part = Assert.Single(Directory.GetFiles(Path.Combine(workspace.Root, "data/lake/tables/readings/v1"), "*.parquet"));
        File.Delete(part);

        var damaged = await workspace.RunAsync("verify");
        Assert.True(damaged.ExitCode == 1, damaged.ToString());
        Assert.Contains(Path.GetFileName(part), damaged.Output, StringComparison.Ordinal);
        Assert.Contains("it is missing", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_changed_parts_and_raw_bytes_and_the_repair()
    {
        using var workspace = await IngestedAsync();
        var part = Change(workspace, "data/lake/tables/readings/v1", "part-*.parquet");
        var kept = Change(workspace, "data/lake/raw/readings", "*.csv");

        var quick = await workspace.RunAsync("verify", "--quick");
        Assert.True(quick.ExitCode == 0, quick.ToString());

        var damaged = await workspace.RunAsync("verify");
        Assert.True(damaged.ExitCode == 1, damaged.ToString());
        Assert.Contains($"{Path.GetFileName(part)}: its bytes have changed since it was written", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("do not rebuild", damaged.Output, StringComparison.Ordinal);
        Assert.Contains($"{Path.GetFileName(kept)}: its bytes have changed since it was written", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("or drop the same file again", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("Its tables in the lake are damaged", damaged.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("datashare rebuild", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_part_is_not_loaded_and_the_advice_can_help()
    {
        using var workspace = await IngestedAsync();
        File.Delete(Path.Combine(workspace.Root, "data", "warehouse.duckdb"));
        var part = Change(workspace, "data/lake/tables/readings/v1", "part-*.parquet");

        var refused = await workspace.RunAsync("ingest");

        Assert.True(refused.ExitCode == 1, refused.ToString());
        Assert.Contains(Path.GetFileName(part), refused.Error, StringComparison.Ordinal);
        Assert.Contains("Restore the file from a backup of the lake", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Continue with", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_an_edited_published_contract_although_no_other_command_runs()
    {
        using var workspace = await IngestedAsync();
        var published = workspace["data", "lake", "contracts", "readings", "1.0.0.yaml"];
        File.AppendAllText(published, "# edited\n");

        var verify = await workspace.RunAsync("verify");
        Assert.True(verify.ExitCode == 1, verify.ToString());
        Assert.Contains("1.0.0.yaml: its bytes have changed since it was published", verify.Output, StringComparison.Ordinal);
        Assert.Contains("intact   readings/v1", verify.Output, StringComparison.Ordinal);

        var ingest = await workspace.RunAsync("ingest");
        Assert.True(ingest.ExitCode == 1, ingest.ToString());
        Assert.Contains("A published version never changes", ingest.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_load_whose_rows_the_warehouse_lost_and_rebuild_restores_them()
    {
        using var workspace = await IngestedAsync();
        workspace.Write("data/inbox/readings/b.csv", "id,place,value\n2,Bergen,3.50\n3,Tromsø,\n");
        await workspace.RunAsync("ingest");
        await workspace.RunAsync("consume");
        FileQuery.Change(Path.Combine(workspace.Root, "data", "warehouse.duckdb"), "delete from readings_v1_data where id = 3");

        var differs = await workspace.RunAsync("verify");
        Assert.True(differs.ExitCode == 1, differs.ToString());
        Assert.Contains("differs  readings/v1: the table has 1 row of lake version 1, expected 2 rows", differs.Output, StringComparison.Ordinal);
        Assert.Contains("datashare rebuild readings", differs.Output, StringComparison.Ordinal);

        var rebuilt = await workspace.RunAsync("rebuild", "readings");
        Assert.True(rebuilt.ExitCode == 0, rebuilt.ToString());
        Assert.Contains("rebuilt      readings: 3 rows of 2 loads; 1 differ from before: readings/v1@1", rebuilt.Output, StringComparison.Ordinal);
        Assert.Contains("readings-files read these loads before the rebuild", rebuilt.Output, StringComparison.Ordinal);

        var equal = await workspace.RunAsync("verify");
        Assert.True(equal.ExitCode == 0, equal.ToString());
        Assert.Contains("equal    readings: the warehouse has the 3 rows of the lake's 2 loaded commits", equal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuild_of_an_unknown_dataset_names_the_nearest()
    {
        using var workspace = new ReadingsWorkspace();

        var unknown = await workspace.RunAsync("rebuild", "reading");
        Assert.True(unknown.ExitCode == 1, unknown.ToString());
        Assert.Contains("readings", unknown.Error, StringComparison.Ordinal);

        var nothing = await workspace.RunAsync("rebuild");
        Assert.True(nothing.ExitCode == 0, nothing.ToString());
        Assert.Contains("Nothing to do", nothing.Output, StringComparison.Ordinal);
    }

    /// <summary>A workspace with one row.</summary>
    private static async Task<ReadingsWorkspace> IngestedAsync()
    {
        var workspace = new ReadingsWorkspace();
        workspace.Write("data/inbox/readings/a.csv", "id,place,value\n1,Oslo,2.50\n");
        await workspace.RunAsync("ingest");
        return workspace;
    }

    /// <summary>Flips a bit in the only matching file, in place and whatever its mode.</summary>
    private static string Change(ReadingsWorkspace workspace, string folder, string pattern)
    {
        var file = Assert.Single(Directory.GetFiles(Path.Combine(workspace.Root, folder), pattern, SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.Delete(file);
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
