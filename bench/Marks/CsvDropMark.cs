namespace DataShare.Bench;

/// <summary>A CSV drop, checked, into lake and table, against DuckDB reading the same file unchecked.</summary>
internal sealed class CsvDropMark(long rows) : IMark
{
    private string folder = "";
    private string csv = "";

    public string Name => "csv-drop";

    public string Description => "CSV drop → checked → lake → table, against DuckDB: copy to parquet, create table";

    public double Limit => 1.25;

    public Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        this.folder = folder;
        csv = Path.Combine(folder, "orders.csv");
        OrdersFile.Write(csv, rows, seed: 1);
        return Task.CompletedTask;
    }

    public async Task<TimeSpan> OursAsync(CancellationToken cancellationToken)
    {
        using var workspace = new BenchWorkspace(Path.Combine(folder, "ours"));
        // A producer would rename the file into the inbox. A link costs the same and keeps the file for the next round.
        Lake.DurableFiles.TryLink(csv, Path.Combine(workspace.Inbox, "orders.csv"));
        return await Measurement.TimeAsync(() => workspace.RunAsync(rows, cancellationToken));
    }

    public Task<TimeSpan> OtherAsync(CancellationToken cancellationToken)
    {
        var place = Path.Combine(folder, "plain");
        var parquet = PlainDuckDb.Literal(Path.Combine(folder, "plain.parquet"));
        return Measurement.TimeAsync(() =>
        {
            PlainDuckDb.Run(
                place,
                $"copy (from read_csv({PlainDuckDb.Literal(csv)})) to {parquet} (format parquet)",
                $"create table orders as from read_parquet({parquet})");
            return Task.CompletedTask;
        });
    }
}
