using System.CommandLine;
using DataShare.Bench;

var marks = new Option<string[]>("--mark") { Description = "Marks to measure; by default all.", AllowMultipleArgumentsPerToken = true };
var rows = new Option<long>("--rows") { Description = "Rows of the generated orders.", DefaultValueFactory = _ => 5_000_000 };
var files = new Option<int>("--files") { Description = "Number of small files.", DefaultValueFactory = _ => 10_000 };
var commits = new Option<int>("--commits") { Description = "Commits of the long history.", DefaultValueFactory = _ => 100_000 };
var datasets = new Option<int>("--datasets") { Description = "Datasets of a large workspace.", DefaultValueFactory = _ => 1_000 };
var pairs = new Option<int>("--pairs") { Description = "Measured pairs after the warm-up.", DefaultValueFactory = _ => 5 };
var folder = new Option<string?>("--folder") { Description = "Folder to work in; by default a temporary folder." };
var results = new Option<string?>("--results")
{
    Description = "File that also gets the table; by default in bench/results/ of the repository.",
    DefaultValueFactory = _ => File.Exists("DataShare.sln") ? Path.Combine("bench", "results", $"{DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):yyyy-MM-dd}.md") : null,
};

var sqlServer = new Option<string?>("--sql-server")
{
    Description = "Connection string of a server to measure on; by default DATASHARE_TEST_MSSQL. Without a server, its marks are skipped.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("DATASHARE_TEST_MSSQL"),
};

var root = new RootCommand("Measures each mark as a ratio: runs both sides in turn.")
{
    marks, rows, files, commits, datasets, pairs, folder, results, sqlServer,
};
var file = new Argument<string>("csv");
var once = new Command("once", "Runs one CSV drop and prints its time in ticks and its peak memory in bytes.") { file, rows };
once.SetAction((parsed, cancellationToken) => CsvScaleMark.OnceAsync(parsed.GetValue(file)!, parsed.GetValue(rows), cancellationToken));
root.Subcommands.Add(once);
root.SetAction((parsed, cancellationToken) => Measurement.RunAsync(
    new BenchOptions(
        parsed.GetValue(marks) ?? [],
        parsed.GetValue(rows),
        parsed.GetValue(files),
        parsed.GetValue(commits),
        parsed.GetValue(datasets),
        parsed.GetValue(pairs),
        parsed.GetValue(folder),
        parsed.GetValue(results),
        string.IsNullOrWhiteSpace(parsed.GetValue(sqlServer)) ? null : parsed.GetValue(sqlServer)),
    cancellationToken));
return await root.Parse(args).InvokeAsync();
