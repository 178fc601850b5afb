using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Trials of new files and of stored files; nothing is written.</summary>
public sealed class TrialTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task A_dry_run_shows_version_dialect_columns_and_reasons()
    {
        workspace.Write("march.csv", "id,place,value\n1,here,1.00\n2,,2.00\n3,there,-3.00\n4,there,4.00\n");

        var trial = await workspace.RunAsync("ingest", "--dry-run", "march.csv", "--dataset", "readings");

        Assert.True(trial.ExitCode == 3, trial.ToString());
        Assert.Contains("would land  readings/march.csv: 4 rows in: 2 accepted, 2 rejected", trial.Output, StringComparison.Ordinal);
        Assert.Contains("contract readings 1.0.0 (not published yet): the only version", trial.Output, StringComparison.Ordinal);
        Assert.Contains("CSV: delimiter ',', quote '\"', encoding utf-8", trial.Output, StringComparison.Ordinal);
        Assert.Contains("line 3: column 'place' is null", trial.Output, StringComparison.Ordinal);
        Assert.Contains("3,there,-3.00", trial.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_first_rows_as_they_would_land()
    {
        workspace.Write("march.csv", "value,place,id\n1.5,here,1\n,there,2\n");

        var table = await workspace.RunAsync("ingest", "--dry-run", "march.csv", "--dataset", "readings");
        using var json = JsonDocument.Parse((await workspace.RunAsync("ingest", "--dry-run", "march.csv", "--dataset", "readings", "--json")).Output);

        Assert.Contains(
            """
              the first 2 rows as they would land:
            id  place  value
            --  -----  -----
             1  here    1.50
             2  there   null
            """,
            table.Output,
            StringComparison.Ordinal);
        var rows = Assert.Single(json.RootElement.GetProperty("files").EnumerateArray()).GetProperty("rows");
        Assert.Equal("""[{"id":1,"place":"here","value":1.50},{"id":2,"place":"there","value":null}]""", JsonSerializer.Serialize(rows));
    }

    [Fact]
    public async Task A_dry_run_names_the_load_that_a_file_duplicates()
    {
        workspace.Write("march.csv", "id,place,value\n1,here,1.00\n");
        workspace.Write("april.csv", "id,place,value\n1,here,1.00\n");

        var fresh = await workspace.RunAsync("ingest", "--dry-run", "march.csv", "april.csv", "--dataset", "readings");
        await workspace.RunAsync("ingest", "march.csv", "--dataset", "readings");
        var known = await workspace.RunAsync("ingest", "--dry-run", "april.csv", "--dataset", "readings");
        var again = await workspace.RunAsync("ingest", "--dry-run", "--again", "april.csv", "--dataset", "readings");

        Assert.Contains("would be a duplicate  readings/april.csv: same content as 'march.csv', which comes before it", fresh.Output, StringComparison.Ordinal);
        Assert.Contains("would be a duplicate  readings/april.csv: same content as load 0", known.Output, StringComparison.Ordinal);
        Assert.Contains("would land  readings/april.csv", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        workspace.Write("march.csv", "id,place,value\n1,here,1.00\n2,,2.00\n");
        var before = Everything();
        var temporary = Directory.CreateTempSubdirectory("datashare-tests-").FullName;
        var itsOwn = new Dictionary<string, string> { ["TMPDIR"] = temporary, ["TMP"] = temporary, ["TEMP"] = temporary };

        using (var program = DataShareProgram.Start(workspace.Root, itsOwn, "ingest", "--dry-run", "march.csv", "--dataset", "readings"))
        {
            Assert.Equal(3, (await program.WaitAsync()).ExitCode);
        }

        Assert.Equal(before, Everything());
        Assert.Empty(Directory.GetDirectories(temporary, "datashare-trial-*"));
        Directory.Delete(temporary, recursive: true);
    }

    [Fact]
    public async Task A_dry_run_without_files_tries_the_inbox_and_changes_nothing_in_the_workspace()
    {
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n");
        workspace.Drop("may.csv", "id,place,value\n1,here,1.00\n");
        workspace.Drop("wrong.csv", "id,place\nx,\n");
        Directory.CreateDirectory(workspace["data", "inbox", "readings", "folder"]);
        workspace.Write("data/inbox/readings@9/april.csv", "id,place,value\n2,here,1.00\n");
        var before = Everything();

        var trial = await workspace.RunAsync("ingest", "--dry-run");

        Assert.True(trial.ExitCode == 3, trial.ToString());
        Assert.Contains("would land  readings/march.csv: 1 row in: 1 accepted", trial.Output, StringComparison.Ordinal);
        Assert.Contains("would be a duplicate  readings/may.csv", trial.Output, StringComparison.Ordinal);
        Assert.Contains("would be quarantined  readings/wrong.csv", trial.Output, StringComparison.Ordinal);
        Assert.Contains("would be quarantined  readings/april.csv", trial.Output, StringComparison.Ordinal);
        Assert.Contains("would not be taken  readings/folder: it is a folder", trial.Output, StringComparison.Ordinal);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_dry_run_of_an_empty_inbox_says_so()
    {
        var before = Everything();

        var trial = await workspace.RunAsync("ingest", "--dry-run", "--dataset", "readings");

        Assert.True(trial.ExitCode == 0, trial.ToString());
        Assert.Contains("The inbox is empty.", trial.Output, StringComparison.Ordinal);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_dry_run_of_a_file_that_fits_nothing_names_the_difference()
    {
        workspace.Write("march.csv", "id,palce,value\n1,here,1.00\n");

        var trial = await workspace.RunAsync("ingest", "--dry-run", "march.csv", "--dataset", "readings", "--json");

        Assert.True(trial.ExitCode == 3, trial.ToString());
        using var json = JsonDocument.Parse(trial.Output);
        var file = Assert.Single(json.RootElement.GetProperty("files").EnumerateArray());
        Assert.False(file.GetProperty("wouldLand").GetBoolean());
        Assert.Equal("header", file.GetProperty("refusalRule").GetString());
        Assert.Contains("palce", file.GetProperty("refusal").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_tried_on_kept_files_shows_the_accepted_rows_that_it_would_reject()
    {
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n2,there,200.00\n3,,3.00\n5,here,5.00\n");
        workspace.Drop("april.csv", "id,place,value\n4,here,4.00\n");
        await workspace.RunAsync("ingest");
        workspace.Write("next.yaml", ReadingsWorkspace.Contract
            .Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal)
            .Replace("{minimum: 0}", "{minimum: 0, maximum: 100}", StringComparison.Ordinal));
        var before = Everything();

        var trial = await workspace.RunAsync("schema", "try", "next.yaml", "--last", "1d");

        Assert.True(trial.ExitCode == 3, trial.ToString());
        Assert.Contains("readings/march.csv: 2 of 4 rows, 1 of them were accepted before", trial.Output, StringComparison.Ordinal);
        Assert.Contains("value: maximum  (1 row)", trial.Output, StringComparison.Ordinal);
        Assert.Contains("5 rows in, 2 rejected in 1 file", trial.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("april.csv", trial.Output, StringComparison.Ordinal);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_contract_that_rejects_no_more_than_before_ends_with_0()
    {
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n3,,3.00\n");
        await workspace.RunAsync("ingest");

        var trial = await workspace.RunAsync("schema", "try", "readings@1.0.0", "--last", "1d", "--json");

        Assert.True(trial.ExitCode == 0, trial.ToString());
        using var json = JsonDocument.Parse(trial.Output);
        Assert.Equal(1, json.RootElement.GetProperty("rejectedRows").GetInt64());
        Assert.Equal(0, json.RootElement.GetProperty("newlyRejectedRows").GetInt64());
    }

    [Fact]
    public async Task A_tried_major_does_not_count_files_that_the_older_one_takes()
    {
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n2,there,200.00\n");
        workspace.Drop("april.csv", "id,place,value\n3,here,3.00\n");
        await workspace.RunAsync("ingest");
        workspace.Write("next.yaml", Next("2.0.0").Replace("name: value", "name: amount", StringComparison.Ordinal));

        var trial = await workspace.RunAsync("schema", "try", "next.yaml", "--last", "1d");

        Assert.True(trial.ExitCode == 0, trial.ToString());
        Assert.Contains("no file would come under it. 2 files would come under 1.0.0, as they do now.", Line(trial.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("of 0 rows", trial.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tried_version_counts_only_its_own_files_with_several_majors()
    {
        workspace.Write("contracts/readings/2.0.0.odcs.yaml", Next("2.0.0").Replace("name: value", "name: amount", StringComparison.Ordinal));
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n2,there,200.00\n3,,3.00\n5,here,5.00\n");
        workspace.Drop("april.csv", "id,place,amount\n4,here,400.00\n");
        await workspace.RunAsync("ingest");
        workspace.Write("next.yaml", Next("1.1.0").Replace("{minimum: 0}", "{minimum: 0, maximum: 100}", StringComparison.Ordinal));

        var trial = await workspace.RunAsync("schema", "try", "next.yaml", "--last", "1d");
        using var json = JsonDocument.Parse((await workspace.RunAsync("schema", "try", "next.yaml", "--last", "1d", "--json")).Output);

        Assert.True(trial.ExitCode == 3, trial.ToString());
        Assert.Contains("readings/march.csv: 2 of 4 rows, 1 of them were accepted before", trial.Output, StringComparison.Ordinal);
        Assert.Contains("1 file would come under it, 4 rows in, 2 rejected in 1 file, 0 files refused; 1 row accepted before would be rejected. 1 file would come under 2.0.0, as they do now.", Line(trial.Output), StringComparison.Ordinal);
        Assert.Equal((1, 4, 1), (Number("filesOfTried"), Number("totalRows"), Number("newlyRejectedRows")));

        int Number(string name) => json.RootElement.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_published_version_does_not_lose_rows_that_never_landed()
    {
        workspace.Write("contracts/readings/1.0.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("maxRejectPercent: 50", "maxRejectPercent: 10", StringComparison.Ordinal));
        workspace.Write("contracts/readings/2.0.0.odcs.yaml", Next("2.0.0").Replace("maxRejectPercent: 50", "maxRejectPercent: 10", StringComparison.Ordinal).Replace("name: value", "name: amount", StringComparison.Ordinal));
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n");
        workspace.Drop("april.csv", "id,place,amount\n1,,1.00\n2,here,2.00\n");
        workspace.Drop("may.csv", "id,palce,amount\n1,here,1.00\n");
        await workspace.RunAsync("ingest");
        await workspace.RunAsync("ingest", "--again", "--dataset", "readings", workspace.Write("march.csv", "id,place,value\n1,here,1.00\n"));

        var first = await workspace.RunAsync("schema", "try", "readings@1.0.0", "--last", "1d");
        var second = await workspace.RunAsync("schema", "try", "readings@2.0.0", "--last", "1d");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(second.ExitCode == 0, second.ToString());
    }

    [Fact]
    public async Task A_check_shows_the_result_of_recent_files_under_the_new_version()
    {
        workspace.Write("contracts/readings/1.0.0.odcs.yaml", Dated("1.0.0", "dd/MM/yyyy"));
        workspace.Drop("march.csv", "id,place,value,day\n1,here,1.00,03/04/2026\n2,there,2.00,31/12/2026\n");
        await workspace.RunAsync("ingest");
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", Dated("1.1.0", "MM/dd/yyyy"));

        var check = Line((await workspace.RunAsync("schema", "check")).Output);
        var markdown = (await workspace.RunAsync("schema", "check", "--format", "markdown")).Output;

        Assert.Contains("refused: csv.dateFormats: '03/04/2026' in column 'day' is 3 April 2026 in 1.0.0 and 4 March 2026 in 1.1.0", check, StringComparison.Ordinal);
        Assert.Contains("row 1: 'day' is '2026-04-03' under 1.0.0 and '2026-03-04' under 1.1.0", check, StringComparison.Ordinal);
        Assert.Contains("1 row accepted before would be rejected, in 1 recent file", check, StringComparison.Ordinal);
        Assert.Contains("| MAJOR | backward: producers who have not moved | 1 file | `version: stated` in `arrival`; or a waiver with the producer |", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dd/MM/yyyy", "MM/dd/yyyy", "01/02/2026", "'day' is '2026-02-01' under 1.0.0 and '2026-01-02' under 1.1.0")]
    [InlineData("dd/MM/yyyy", "d/M/yyyy", "01/02/2026", null)]
    public async Task A_contract_that_reads_kept_files_differently_is_reported_and_ends_with_3(string before, string after, string day, string? difference)
    {
        workspace.Write("contracts/readings/1.0.0.odcs.yaml", Dated("1.0.0", before));
        workspace.Drop("march.csv", $"id,place,value,day\n1,here,1.00,{day}\n");
        await workspace.RunAsync("ingest");
        workspace.Write("next.yaml", Dated("1.1.0", after));

        var trial = await workspace.RunAsync("schema", "try", "next.yaml", "--last", "1d");
        using var json = JsonDocument.Parse((await workspace.RunAsync("schema", "try", "next.yaml", "--last", "1d", "--json")).Output);

        Assert.True(trial.ExitCode == (difference is null ? 0 : 3), trial.ToString());
        Assert.Equal(difference is not null, Line(trial.Output).Contains($"readings/march.csv: row 1: {difference}", StringComparison.Ordinal));
        Assert.Equal(difference is null ? 0 : 1, json.RootElement.GetProperty("filesReadOtherwise").GetInt32());
    }

    [Fact]
    public async Task A_new_default_does_not_change_the_reading_of_files()
    {
        workspace.Write("contracts/readings/1.0.0.odcs.yaml", Defaulted("1.0.0", "one"));
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n");
        await workspace.RunAsync("ingest");
        workspace.Write("next.yaml", Defaulted("1.1.0", "two"));

        var trial = await workspace.RunAsync("schema", "try", "next.yaml", "--last", "1d");

        Assert.True(trial.ExitCode == 0, trial.ToString());
        Assert.Contains("1 file would come under it", Line(trial.Output), StringComparison.Ordinal);

        static string Defaulted(string version, string value) => Next(version).Replace(
            "customProperties:\n  - {property: write",
            $"      - {{id: c4, name: kind, logicalType: string, customProperties: [{{property: default, value: {value}}}]}}\ncustomProperties:\n  - {{property: write",
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_raw_bytes_are_not_tried_and_are_named()
    {
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n");
        await workspace.RunAsync("ingest");
        var kept = Assert.Single(Directory.GetFiles(workspace["data", "lake", "raw"], "*", SearchOption.AllDirectories));
        File.Delete(kept);
        File.WriteAllText(kept, "id,place,value\n1,here,9.00\n");

        var trial = await workspace.RunAsync("schema", "try", "readings@1.0.0", "--last", "1d");

        Assert.True(trial.ExitCode == 1, trial.ToString());
        Assert.Contains("readings/march.csv: the bytes in", trial.Output, StringComparison.Ordinal);
        Assert.Contains("no file would come under it", trial.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_replayed_into_the_warehouse_after_the_contract_was_corrected()
    {
        workspace.Drop("march.csv", "id,place,value\n1,here,1.00\n2,there,-\n");
        await workspace.RunAsync("ingest");
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", ReadingsWorkspace.Contract
            .Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal)
            .Replace("- {property: arrival", "- {property: csv, value: {nullValues: ['', '-']}}\n      - {property: arrival", StringComparison.Ordinal));
        using var list = JsonDocument.Parse((await workspace.RunAsync("quarantine", "list", "--json")).Output);
        var id = list.RootElement[0].GetProperty("entries")[0].GetProperty("id").GetString()!;

        var replay = await workspace.RunAsync("quarantine", "replay", id);

        Assert.True(replay.ExitCode == 0, replay.ToString());
        Assert.Equal("2", await workspace.AskAsync("select _source_row from readings where value is null"));
        Assert.Contains("Nothing is in quarantine.", (await workspace.RunAsync("quarantine", "list")).Output, StringComparison.Ordinal);
    }

    private static string Dated(string version, string format) => Next(version)
        .Replace("customProperties:\n      - {property: arrival", $"customProperties:\n      - {{property: csv, value: {{dateFormats: [{format}]}}}}\n      - {{property: arrival", StringComparison.Ordinal)
        .Replace("customProperties:\n  - {property: write", "      - {id: c4, name: day, logicalType: date}\ncustomProperties:\n  - {property: write", StringComparison.Ordinal);

    private static string Next(string version) => ReadingsWorkspace.Contract.Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal);

    /// <summary>The output without the line breaks of a terminal.</summary>
    private static string Line(string output) => string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Every folder, and every file with its time and its bytes.</summary>
    private string[] Everything() =>
    [
        .. new DirectoryInfo(workspace.Root)
            .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(e => $"{e.FullName} {e.LastWriteTimeUtc:O} {(e is FileInfo ? Convert.ToHexString(File.ReadAllBytes(e.FullName)) : "")}")
            .Order(StringComparer.Ordinal),
    ];
}
