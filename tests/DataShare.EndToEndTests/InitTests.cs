using System.Diagnostics;
using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class InitTests
{
    private const string Orders =
        "order_id,customer_id,product_id,quantity,amount,status,country,email,ordered_at\n" +
        "1,1,P-1000,1,12.50,NEW,DE,ada@example.com,2026-01-01T10:00:00Z\n" +
        "2,1,P-1000,1,7.50,PAID,DE,ada@example.com,2026-01-02T10:00:00Z\n" +
        "3,2,P-1001,1,5.00,PAID,FR,,2026-01-03T10:00:00Z\n";

    [Fact]
    public async Task A_new_workspace_has_no_dataset_and_says_how_to_get_the_first_one_from_a_file()
    {
        using var folder = new TemporaryFolder();
        var init = await DataShareProgram.RunAsync(folder.Root, "init", "shop");
        var shop = folder["shop"];
        folder.Write("shop/readings.csv", "sensor,celsius\nS1,21.5\nS2,19.0\n");

        var early = await DataShareProgram.RunAsync(shop, "ingest");
        var infer = await DataShareProgram.RunAsync(shop, "schema", "infer", "readings.csv");
        var ingest = await DataShareProgram.RunAsync(shop, "ingest", "readings.csv", "--dataset", "readings");
        var query = await DataShareProgram.RunAsync(shop, "query", "select count(*) as n from readings", "--format", "csv");

        Assert.True(init.ExitCode == 0, init.ToString());
        Assert.Contains("datashare schema infer FILE --workspace", init.Output, StringComparison.Ordinal);
        Assert.Contains("datashare ingest FILE --dataset DATASET --workspace", init.Output, StringComparison.Ordinal);
        Assert.True(early.ExitCode == 0, early.ToString());
        Assert.EndsWith("datashare schema infer FILE\n", early.Output, StringComparison.Ordinal);
        Assert.True(infer.ExitCode == 0, infer.ToString());
        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        Assert.Equal("n\n2\n", query.Output);
        Assert.Equal(["readings"], Directory.GetDirectories(folder["shop", "data", "lake", "contracts"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_gitignore_excludes_data_and_secrets()
    {
        using var folder = new TemporaryFolder();
        await DataShareProgram.RunAsync(folder.Root, "init", "--sample");
        folder.Write("data/inbox/orders/first.csv", Orders);
        folder.Write(".env", "PASSWORD=x");
        folder.Write("secrets/connection-string", "Password=x");

        var seen = await GitSeesAsync(folder.Root);

        Assert.Equal(
            [
                ".gitignore",
                "README.md",
                "appsettings.json",
                "consumers/revenue-by-country.yaml",
                "contracts/orders/1.0.0.odcs.yaml",
                "contracts/orders/1.1.0.odcs.yaml",
            ],
            seen);
    }

    [Fact]
    public async Task A_new_workspace_with_the_sample_takes_a_file_answers_a_query_and_serves_its_consumer()
    {
        using var folder = new TemporaryFolder();
        var init = await DataShareProgram.RunAsync(folder.Root, "init", "shop", "--sample");
        folder.Write("shop/data/inbox/orders/first.csv", Orders);
        var shop = folder["shop"];

        var ingest = await DataShareProgram.RunAsync(shop, "ingest");
        var query = await DataShareProgram.RunAsync(shop, "query", "select country, sum(amount) as revenue from orders group by all order by all", "--format", "csv");
        var consume = await DataShareProgram.RunAsync(shop, "consume", "--json");
        var consumed = await DataShareProgram.RunAsync(shop, "query", "select sum(revenue) as revenue from revenue_by_country", "--format", "csv");
        var status = await DataShareProgram.RunAsync(shop, "status", "--json");

        Assert.True(init.ExitCode == 0, init.ToString());
        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        Assert.Equal("country,revenue\nDE,20.00\nFR,5.00\n", query.Output);
        Assert.True(consume.ExitCode == 0, consume.ToString());
        Assert.Equal("revenue\n25.00\n", consumed.Output);
        using var json = JsonDocument.Parse(status.Output);
        var dataset = json.RootElement.GetProperty("datasets")[0];
        Assert.Equal("orders", dataset.GetProperty("dataset").GetString());
        Assert.Equal(3, dataset.GetProperty("tables")[0].GetProperty("rows").GetInt32());
        var consumer = json.RootElement.GetProperty("consumers")[0];
        Assert.Equal("""{"orders/v1":0}""", JsonSerializer.Serialize(consumer.GetProperty("positions")));
        Assert.Equal("""{"orders/v1":0}""", JsonSerializer.Serialize(consumer.GetProperty("newest")));
        Assert.Equal("""{"commits":0,"rows":0,"since":null,"seconds":null}""", JsonSerializer.Serialize(consumer.GetProperty("lag")));
    }

    [Fact]
    public async Task Status_is_a_line_for_each_dataset_and_consumer_within_80_columns()
    {
        using var folder = new TemporaryFolder();
        await DataShareProgram.RunAsync(folder.Root, "demo", "shop");

        var status = await DataShareProgram.RunInTerminalAsync(folder["shop"], "status");

        Assert.True(status.ExitCode == 3, status.ToString());
        Assert.Matches(@"(?m)^orders +1\.1\.0 +0 +1 +1 +2,994 +2 +just now$", status.Output);
        Assert.Matches(@"(?m)^revenue-by-country +orders@1 +0 +0 +- +just now +1,494 rows$", status.Output);
        Assert.All(status.Output.Split('\n').Skip(1), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Restricted_columns_are_masked()
    {
        using var folder = new TemporaryFolder();
        await DataShareProgram.RunAsync(folder.Root, "init", "--sample");
        folder.Write("data/inbox/orders/first.csv", Orders);
        await DataShareProgram.RunAsync(folder.Root, "ingest");

        var emails = await DataShareProgram.RunAsync(folder.Root, "query", "select distinct email from orders order by all", "--format", "csv");

        Assert.Equal("email\n***\n\"\"\n", emails.Output);
    }

    [Fact]
    public async Task For_sql_server_it_writes_the_script_and_says_what_to_run_and_where_the_password_goes()
    {
        using var folder = new TemporaryFolder();

        var init = await DataShareProgram.RunAsync(folder.Root, "init", "shop", "--sample", "--engine", "sqlserver");
        var status = await DataShareProgram.RunAsync(folder["shop"], "status");

        Assert.True(init.ExitCode == 0, init.ToString());
        Assert.Contains(
            "read -rs PASSWORD; export PASSWORD; sqlcmd -S SERVER -b -i shop/setup.sql -v DATABASE=DataShare LOGIN=datashare\n",
            init.Output,
            StringComparison.Ordinal);
        Assert.Contains("DataShare__Warehouse__ConnectionString=", init.Output, StringComparison.Ordinal);
        Assert.Contains("datashare query \"select top (10) * from orders\"", init.Output, StringComparison.Ordinal);
        Assert.Contains("\"Engine\": \"SqlServer\"", File.ReadAllText(folder["shop", "appsettings.json"]), StringComparison.Ordinal);
        Assert.Contains("create role [datashare_reader]", File.ReadAllText(folder["shop", "setup.sql"]), StringComparison.Ordinal);
        Assert.Contains("select top (10) * from orders", File.ReadAllText(folder["shop", "README.md"]), StringComparison.Ordinal);
        Assert.True(status.ExitCode == 1, status.ToString());
        Assert.Contains("DataShare__Warehouse__ConnectionString", status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_workspace_on_sql_server_takes_a_file_answers_a_query_and_serves_its_consumer()
    {
        await using var server = new TestSqlServer();
        Assert.SkipWhen(await server.WhyAbsentAsync() is not null, await server.WhyAbsentAsync() ?? "");
        var database = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        var init = await DataShareProgram.RunAsync(folder.Root, "init", "shop", "--sample", "--engine", "sqlserver");
        var shop = folder["shop"];
        folder.Write("secret", database.ConnectionString);
        var settings = File.ReadAllText(folder["shop", "appsettings.json"]);
        folder.Write("shop/appsettings.json", settings.Replace(
            "\"Engine\":", "\"ConnectionStringFile\": \"../secret\", \"Engine\":", StringComparison.Ordinal));
        folder.Write("shop/data/inbox/orders/first.csv", Orders);

        var ingest = await DataShareProgram.RunAsync(shop, "ingest");
        var query = await DataShareProgram.RunAsync(shop, "query", "select country, sum(amount) as revenue from orders group by country order by country", "--format", "csv");
        var consume = await DataShareProgram.RunAsync(shop, "consume");
        var consumed = await DataShareProgram.RunAsync(shop, "query", "select sum(revenue) as revenue from revenue_by_country", "--format", "csv");

        Assert.True(init.ExitCode == 0, init.ToString());
        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        Assert.Equal("country,revenue\nDE,20.00\nFR,5.00\n", query.Output);
        Assert.True(consume.ExitCode == 0, consume.ToString());
        Assert.Equal("revenue\n25.00\n", consumed.Output);
    }

    [Fact]
    public async Task Refuses_an_unknown_engine_and_names_the_known_ones()
    {
        using var folder = new TemporaryFolder();

        var init = await DataShareProgram.RunAsync(folder.Root, "init", "--engine", "oracle");

        Assert.True(init.ExitCode == 1, init.ToString());
        Assert.Contains("'sqlserver'", init.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task A_second_init_overwrites_nothing()
    {
        using var folder = new TemporaryFolder();
        await DataShareProgram.RunAsync(folder.Root, "init");
        folder.Write("appsettings.json", """{"DataShare": {"ScanInterval": "00:00:09"}}""");

        var again = await DataShareProgram.RunAsync(folder.Root, "init");

        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Contains("00:00:09", File.ReadAllText(folder["appsettings.json"]), StringComparison.Ordinal);
        Assert.Matches("kept +appsettings.json", again.Output);
    }

    private static async Task<string[]> GitSeesAsync(string folder)
    {
        using var init = Process.Start(new ProcessStartInfo("git", ["init", "-q", "."]) { WorkingDirectory = folder })!;
        await init.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var list = Process.Start(new ProcessStartInfo("git", ["ls-files", "--others", "--exclude-standard"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = await list.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}
