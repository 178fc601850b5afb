using System.Data;

namespace DataShare.Bench;

/// <summary>
/// Merges rows of the lake by a text key into a table that has most of them, against plain T-SQL for the same rows from
/// memory: a stage, one update of changed rows and one insert of new rows, with a primary key on the text itself.
/// </summary>
internal sealed class SqlServerMergeMark(long rows, string server) : IMark
{
    private const string Columns =
        """
        order_id nvarchar(40) collate Latin1_General_BIN2 not null, quantity int, amount decimal(18,2), weight float, ordered_at datetimeoffset(6),
        ship_date date, customer nvarchar(80), email nvarchar(508), status nvarchar(max), country nvarchar(max), product nvarchar(max),
        note nvarchar(400), _load_id nvarchar(52), _source_row bigint, _lake_version bigint, _contract_version nvarchar(80),
        _datashare_order bigint
        """;

    private static readonly string[] Values =
        ["quantity", "amount", "weight", "ordered_at", "ship_date", "customer", "email", "status", "country", "product", "note"];

    private static readonly string[] Trailing = ["_load_id", "_source_row", "_lake_version", "_contract_version", "_datashare_order"];

    private static readonly string Update =
        $"""
        update t
        set {string.Join(", ", Values.Concat(Trailing).Select(c => $"{c} = s.{c}"))}
        from orders t
        join #stage s on s.order_id = t.order_id
        where not exists (select {List("s", Values)} intersect select {List("t", Values)})
        """;

    private static readonly string Insert =
        $"""
        insert into orders
        select s.order_id, {List("s", Values.Concat(Trailing))}
        from #stage s
        where not exists (select 1 from orders t where t.order_id = s.order_id)
        """;

    private readonly PlainSqlServer plain = new(server);
    private string folder = "";
    private long tenth;
    private DataRow[] first = [];
    private DataRow[] second = [];

    public string Name => "sqlserver-merge";

    public string Description =>
        "Lake → keyed table of SQL Server, a tenth of the rows new and a tenth changed, against the best plain T-SQL of the same rows, in memory";

    public double Limit => 1.3;

    public string? Note => $"{Name}: on {plain.Describe()}";

    private string Orders => Path.Combine(folder, "orders.csv");

    private string Changes => Path.Combine(folder, "changes.csv");

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        this.folder = folder;
        OrdersFile.Write(Orders, rows, seed: 1);
        tenth = OrdersFile.WriteChanges(Changes, Orders);
        first = await ReadAsync(Orders, cancellationToken);
        second = await ReadAsync(Changes, cancellationToken);
    }

    public async Task<TimeSpan> OursAsync(CancellationToken cancellationToken)
    {
        var database = plain.CreateDatabase();
        using var workspace = new BenchWorkspace(Path.Combine(folder, "ours"), database, isKeyed: true);
        await IngestAsync(workspace, Orders, cancellationToken);
        await workspace.LoadAsync(rows, cancellationToken);
        await IngestAsync(workspace, Changes, cancellationToken);
        var time = await Measurement.TimeAsync(() => workspace.LoadAsync(tenth, cancellationToken, expectedUpdates: tenth));
        plain.DropDatabase(database);
        return time;
    }

    public async Task<TimeSpan> OtherAsync(CancellationToken cancellationToken)
    {
        var database = plain.CreateDatabase();
        PlainSqlServer.Execute(database, $"create table orders ({Columns}, constraint orders_pk primary key (order_id))");
        PlainSqlServer.Copy(database, "orders", first);
        var time = await Measurement.TimeAsync(() =>
        {
            PlainSqlServer.Copy(
                database,
                "#stage",
                second,
                $"create table #stage ({Columns})",
                "create clustered index stage_key on #stage (order_id)",
                Update,
                Insert);
            return Task.CompletedTask;
        });
        plain.DropDatabase(database);
        return time;
    }

    private static string List(string relation, IEnumerable<string> columns) => string.Join(", ", columns.Select(c => $"{relation}.{c}"));

    private async Task<DataRow[]> ReadAsync(string csv, CancellationToken cancellationToken)
    {
        using var workspace = new BenchWorkspace(Path.Combine(folder, "memory"), isKeyed: true);
        await IngestAsync(workspace, csv, cancellationToken);
        return PlainSqlServer.ReadRows(workspace.LakeTables);
    }

    private async Task IngestAsync(BenchWorkspace workspace, string csv, CancellationToken cancellationToken)
    {
        Lake.DurableFiles.TryLink(csv, Path.Combine(workspace.Inbox, Path.GetFileName(csv)));
        await workspace.IngestAsync(rows, cancellationToken);
    }
}
