using Dapper;
using DataShare.TestKit;
using DataShare.Warehouse;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Tests.Warehouse;

/// <summary>The embedded engine: a file in the test's folder.</summary>
/// <param name="reachesLakeAlone">Whether its statements can only reach the lake's files, as in a service.</param>
public sealed class DuckDbEngine(bool reachesLakeAlone = false) : TestEngine
{
    private string file = "";
    private FileReach? reach;

    public override string IsDeleted => "_deleted";

    public override string LongQuery =>
        "with recursive n as (select 1 as i union all select i + 1 from n where i < 1000000000) select count(*) from n";

    public override int ManyRows => 2_000_000;

    public override ValueTask StartAsync(WarehouseOptions options, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        file = folder["warehouse.duckdb"];
        (options.Engine, options.DatabaseFile) = (WarehouseEngine.DuckDb, file);
        reach = reachesLakeAlone ? new FileReach([folder["lake"]], []) : null;
        return ValueTask.CompletedTask;
    }

    /// <summary>It uses the real clock, because it really waits for the file.</summary>
    public override IWarehouse Open(WarehouseOptions options) =>
        new DuckDbWarehouse(options, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance, reach, new Random(1));

    public override async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new DuckDBConnection($"Data Source={file}");
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancellationToken));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
