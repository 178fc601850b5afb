using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>A database of the tests' SQL Server. At the end, every statement that was sent must be valid T-SQL.</summary>
/// <param name="collation">The database's collation; null for the server's own.</param>
public sealed class SqlServerEngine(TableStorage storage = TableStorage.Rowstore, string? collation = null) : TestEngine
{
    private TestSqlServer? server;
    private TestDatabase? database;
    private SentStatements? sent;

    public TestDatabase Database => database ?? throw new InvalidOperationException("The engine was not started.");

    public override string IsDeleted => "_deleted = 1";

    /// <summary>Ends by itself, because a server may continue a query that nobody waits for.</summary>
    public override string LongQuery =>
        "with n as (select 1 as i union all select i + 1 from n where i < 20000000) select count(*) from n option (maxrecursion 0)";

    public override int ManyRows => 300_000;

    public override async ValueTask StartAsync(WarehouseOptions options, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        server = await TestContext.Current.GetFixture<TestSqlServer>() ?? throw new InvalidOperationException("There is no such fixture.");
        Assert.SkipWhen(await server.WhyAbsentAsync() is not null, await server.WhyAbsentAsync() ?? "");
        sent = await TestContext.Current.GetFixture<SentStatements>();
        database = collation is null
            ? await server.RentDatabaseAsync(cancellationToken)
            : await CollatedAsync(server, collation, cancellationToken);
        (options.Engine, options.ConnectionString, options.Storage) = (WarehouseEngine.SqlServer, database.ConnectionString, storage);
    }

    public override IWarehouse Open(WarehouseOptions options) =>
        new SqlServerWarehouse(options, TimeProvider.System, NullLogger<SqlServerWarehouse>.Instance, new Random(1));

    public override Task ExecuteAsync(string sql, CancellationToken cancellationToken) => Database.ExecuteAsync(sql, cancellationToken);

    public override async Task<bool> KeepsNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        // The client's bulk copy writes ] as ]], which Babelfish cannot read.
        if (names.Any(n => n.Contains(']', StringComparison.Ordinal)) && await IsBabelfishAsync(cancellationToken))
        {
            return false;
        }

        await using var connection = new SqlConnection(Database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var columns = string.Join(", ", names.Select(n => $"{SqlName.Quote(n)} int"));
        await using var command = new SqlCommand(
            $"create table dbo.named ({columns}); select * from dbo.named; "
            + "select name from sys.columns where object_id = object_id(N'dbo.named') order by column_id; drop table dbo.named",
            connection);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var shown = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
            await reader.NextResultAsync(cancellationToken);
            var listed = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                listed.Add(reader.GetString(0));
            }

            return names.SequenceEqual(shown, StringComparer.Ordinal) && names.SequenceEqual(listed, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is SqlException or ArgumentException or InvalidOperationException)
        {
            // The server refuses such a name, or sends it in a form that the client cannot read.
            // The connection may be broken.
            await ExecuteAsync("drop table if exists dbo.named", cancellationToken);
            return false;
        }
    }

    /// <summary>Babelfish reads past the end of the widest numbers that are copied to it.</summary>
    public override async Task<int> MostDigitsAsync(CancellationToken cancellationToken) =>
        await IsBabelfishAsync(cancellationToken) ? 37 : ColumnType.MaxPrecision;

    /// <summary>Babelfish may not find a temporary table that was created a second time in one transaction.</summary>
    public override async Task<int> MostCommitsAsync(CancellationToken cancellationToken) =>
        await IsBabelfishAsync(cancellationToken) ? 1 : int.MaxValue;

    /// <summary>Babelfish converts every text to null if the type has a precision.</summary>
    public override async Task<bool> ReadsMomentsAsync(CancellationToken cancellationToken) =>
        await Database.ScalarAsync("select try_cast(N'2026-01-31T10:00:00Z' as datetimeoffset(6))", cancellationToken) is not null;

    private async Task<bool> IsBabelfishAsync(CancellationToken cancellationToken) =>
        await Database.ScalarAsync("select serverproperty('BabelfishVersion')", cancellationToken) is not null;

    /// <summary>A separate database; skips the test if the server does not have the collation.</summary>
    private static async Task<TestDatabase> CollatedAsync(TestSqlServer server, string collation, CancellationToken cancellationToken)
    {
        var any = await server.RentDatabaseAsync(cancellationToken);
        var has = await any.ScalarAsync(
            $"select count(*) from sys.fn_helpcollations() where name in (N'{collation}', N'{SessionStatements.CodePoints}')", cancellationToken);
        await server.ReturnAsync(any);
        Assert.SkipUnless(
            has == "2",
            $"Needs a SQL Server that has the collations {collation} and {SessionStatements.CodePoints}; this one has not, and counts code points under all that it has.");
        return await server.CreateDatabaseAsync(cancellationToken, collation);
    }

    public override async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            await (collation is null ? server!.ReturnAsync(database) : database.DisposeAsync().AsTask());
            Assert.Empty(sent!.NotUnderstood(database.Name));
        }
    }
}
