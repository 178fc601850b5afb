using System.Globalization;

namespace DataShare.Bench;

/// <summary>Takes in many files of about 1 KB of one dataset, against DuckDB, which reads them with one glob.</summary>
internal sealed class SmallFilesMark(int files) : IMark
{
    private const int RowsPerFile = 7;

    private string folder = "";
    private string source = "";

    public string Name => "small-files";

    public string Description => $"{files} files of about 1 KB → lake → table, against one read_csv glob into a table";

    public double Limit => 10;

    public Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        this.folder = folder;
        source = Path.Combine(folder, "files");
        Directory.CreateDirectory(source);
        for (var i = 0; i < files; i++)
        {
            OrdersFile.Write(Path.Combine(source, string.Create(CultureInfo.InvariantCulture, $"orders-{i:D6}.csv")), RowsPerFile, i);
        }

        return Task.CompletedTask;
    }

    public async Task<TimeSpan> OursAsync(CancellationToken cancellationToken)
    {
        using var workspace = new BenchWorkspace(Path.Combine(folder, "ours"));
        foreach (var file in Directory.EnumerateFiles(source))
        {
            Lake.DurableFiles.TryLink(file, Path.Combine(workspace.Inbox, Path.GetFileName(file)));
        }

        return await Measurement.TimeAsync(() => workspace.RunAsync(files * RowsPerFile, cancellationToken));
    }

    public Task<TimeSpan> OtherAsync(CancellationToken cancellationToken)
    {
        var glob = PlainDuckDb.Literal(Path.Combine(source, "*.csv"));
        return Measurement.TimeAsync(() =>
        {
            PlainDuckDb.Run(Path.Combine(folder, "plain"), $"create table orders as from read_csv({glob})");
            return Task.CompletedTask;
        });
    }
}
