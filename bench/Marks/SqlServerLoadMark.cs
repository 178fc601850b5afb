using System.Data;

namespace DataShare.Bench;

/// <summary>Rows of the lake into a table of SQL Server, against SqlBulkCopy of the same rows from memory into a heap.</summary>
internal sealed class SqlServerLoadMark(long rows, string server) : IMark
{
    private readonly PlainSqlServer plain = new(server);
    private string csv = "";
    private string folder = "";
    private DataRow[] memory = [];

    public string Name => "sqlserver-load";

    public string Description => "Lake → SQL Server table, views, ledger, against SqlBulkCopy of the same rows, in memory, into a heap";

    public double Limit => 1.3;

    public string? Note => $"{Name}: on {plain.Describe()}";

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        this.folder = folder;
        csv = Path.Combine(folder, "orders.csv");
        OrdersFile.Write(csv, rows, seed: 1);
        using var workspace = new BenchWorkspace(Path.Combine(folder, "memory"));
        await IngestAsync(workspace, cancellationToken);
        memory = PlainSqlServer.ReadRows(workspace.LakeTables);
    }

    public async Task<TimeSpan> OursAsync(CancellationToken cancellationToken)
    {
        var database = plain.CreateDatabase();
        using var workspace = new BenchWorkspace(Path.Combine(folder, "ours"), database);
        await IngestAsync(workspace, cancellationToken);
        await workspace.MigrateAsync(cancellationToken);
        var time = await Measurement.TimeAsync(() => workspace.LoadAsync(rows, cancellationToken));
        plain.DropDatabase(database);
        return time;
    }

    public async Task<TimeSpan> OtherAsync(CancellationToken cancellationToken)
    {
        var database = plain.CreateDatabase();
        PlainSqlServer.Execute(
            database,
            """
            create table orders (
              order_id bigint, quantity int, amount decimal(18,2), weight float, ordered_at datetimeoffset(6), ship_date date,
              customer nvarchar(80), email nvarchar(508), status nvarchar(max), country nvarchar(max), product nvarchar(max),
              note nvarchar(400), _load_id nvarchar(52), _source_row bigint, _lake_version bigint, _contract_version nvarchar(80),
              _datashare_order bigint
            )
            """);
        var time = await Measurement.TimeAsync(() =>
        {
            PlainSqlServer.Copy(database, "orders", memory);
            return Task.CompletedTask;
        });
        plain.DropDatabase(database);
        return time;
    }

    private async Task IngestAsync(BenchWorkspace workspace, CancellationToken cancellationToken)
    {
        Lake.DurableFiles.TryLink(csv, Path.Combine(workspace.Inbox, "orders.csv"));
        await workspace.IngestAsync(rows, cancellationToken);
    }
}
