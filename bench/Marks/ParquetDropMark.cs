namespace DataShare.Bench;

/// <summary>A Parquet drop, checked, into lake and table, against DuckDB copying the same file unchecked.</summary>
internal sealed class ParquetDropMark(long rows) : IMark
{
    private string folder = "";
    private string parquet = "";

    public string Name => "parquet-drop";

    public string Description => "Parquet drop → checked → lake → table, against DuckDB: copy to parquet, create table";

    public double Limit => 1.25;

    public Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        this.folder = folder;
        parquet = Path.Combine(folder, "orders.parquet");
        var csv = Path.Combine(folder, "orders.csv");
        OrdersFile.Write(csv, rows, seed: 1);
        PlainDuckDb.Run(
            Path.Combine(folder, "prepare"),
            $"""
            copy (
              select order_id::bigint as order_id, quantity::integer as quantity, amount::decimal(18,2) as amount,
                weight::double as weight, ordered_at::timestamptz as ordered_at, ship_date::date as ship_date,
                customer, email, status, country, product, note
              from read_csv({PlainDuckDb.Literal(csv)}, all_varchar = true)
            ) to {PlainDuckDb.Literal(parquet)} (format parquet)
            """);
        File.Delete(csv);
        return Task.CompletedTask;
    }

    public async Task<TimeSpan> OursAsync(CancellationToken cancellationToken)
    {
        using var workspace = new BenchWorkspace(Path.Combine(folder, "ours"));
        Lake.DurableFiles.TryLink(parquet, Path.Combine(workspace.Inbox, "orders.parquet"));
        return await Measurement.TimeAsync(() => workspace.RunAsync(rows, cancellationToken));
    }

    public Task<TimeSpan> OtherAsync(CancellationToken cancellationToken)
    {
        var place = Path.Combine(folder, "plain");
        var copy = PlainDuckDb.Literal(Path.Combine(folder, "plain.parquet"));
        return Measurement.TimeAsync(() =>
        {
            PlainDuckDb.Run(
                place,
                $"copy (from read_parquet({PlainDuckDb.Literal(parquet)})) to {copy} (format parquet)",
                $"create table orders as from read_parquet({copy})");
            return Task.CompletedTask;
        });
    }
}
