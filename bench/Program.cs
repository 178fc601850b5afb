using System.CommandLine;
using DataShare.Bench;

var marks = new Option<string[]>("--mark") { Description = "Which marks to measure; all when none is named.", AllowMultipleArgumentsPerToken = true };
var rows = new Option<long>("--rows") { Description = "Rows of the made-up orders.", DefaultValueFactory = _ => 5_000_000 };
var files = new Option<int>("--files") { Description = "Small files.", DefaultValueFactory = _ => 10_000 };
var commits = new Option<int>("--commits") { Description = "Commits of the long history.", DefaultValueFactory = _ => 100_000 };
var datasets = new Option<int>("--datasets") { Description = "Datasets of a workspace that has many.", DefaultValueFactory = _ => 1_000 };
var pairs = new Option<int>("--pairs") { Description = "Counted pairs after the warm-up.", DefaultValueFactory = _ => 5 };
var folder = new Option<string?>("--folder") { Description = "Where to work; a temporary folder by default." };
var results = new Option<string?>("--results")
{
    Description = "A file for the table, besides the screen; bench/results/ in the repository's folder by default.",
    DefaultValueFactory = _ => File.Exists("DataShare.sln") ? Path.Combine("bench", "results", $"{DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):yyyy-MM-dd}.md") : null,
};

var sqlServer = new Option<string?>("--sql-server")
{
    Description = "Connection string of a server to measure on; DATASHARE_TEST_MSSQL by default. Without one its marks are left out.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("DATASHARE_TEST_MSSQL"),
};

var root = new RootCommand("Measures the marks of the project as ratios: both sides in turn, in one run.")
{
    marks, rows, files, commits, datasets, pairs, folder, results, sqlServer,
};
var file = new Argument<string>("csv");
var once = new Command("once", "One CSV drop, with its time in ticks and its peak of memory in bytes.") { file, rows };
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
