using System.Globalization;
using System.Text;
using Microsoft.Data.SqlClient;

namespace DataShare.TestKit;

/// <summary>A database that only one test at a time uses.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The objects of the database and the statements that drop them, dependent objects first.</summary>
    private const string Contents =
        """
        select N'alter table {0}.{1} drop constraint {2};' as statement, s.name, t.name, f.name, 1 as place
        from sys.foreign_keys f
        join sys.tables t on t.object_id = f.parent_object_id
        join sys.schemas s on s.schema_id = t.schema_id
        union all
        select N'drop view {0}.{1};', TABLE_SCHEMA, TABLE_NAME, N'', 2 from INFORMATION_SCHEMA.TABLES where TABLE_TYPE = 'VIEW'
        union all
        select N'drop table {0}.{1};', TABLE_SCHEMA, TABLE_NAME, N'', 3 from INFORMATION_SCHEMA.TABLES where TABLE_TYPE <> 'VIEW'
        order by place
        """;

    private readonly SqlConnectionStringBuilder server;
    private bool isDropped;

    internal TestDatabase(SqlConnectionStringBuilder server, string name)
    {
        this.server = new SqlConnectionStringBuilder(server.ConnectionString) { InitialCatalog = "master", Pooling = false };
        Name = name;
        ConnectionString = new SqlConnectionStringBuilder(server.ConnectionString)
        {
            InitialCatalog = name,
            ApplicationName = "datashare-tests",
        }.ConnectionString;
    }

    public string Name { get; }

    /// <summary>The connection string, with its own pool.</summary>
    public string ConnectionString { get; }

    /// <summary>The host and port of the server.</summary>
    public (string Host, int Port) Endpoint
    {
        get
        {
            var parts = server.DataSource.Split(':')[^1].Split(',');
            return (parts[0].Split('\\')[0] is "." or "(local)" ? "localhost" : parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1433);
        }
    }

    /// <summary>Executes a batch in the database.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(ConnectionString, sql, cancellationToken);

    /// <summary>The first value of the first row, as text; null if there is none.</summary>
    public async Task<string?> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new SqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync(cancellationToken);
        return value is null or DBNull ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    /// <summary>Executes a batch outside the database, for objects of the server.</summary>
    public Task ExecuteOnServerAsync(string sql, CancellationToken cancellationToken) =>
        ExecuteAsync(server.ConnectionString, sql, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (isDropped)
        {
            return;
        }

        // The program adds settings to this connection string, so it has another pool.
        SqlConnection.ClearAllPools();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteOnServerAsync($"drop database [{Name}]", CancellationToken.None);
                break;
            }
            catch (SqlException) when (attempt < 10)
            {
                // A server may notice late that a connection was closed, and even later that it was cut.
                SqlConnection.ClearAllPools();
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt));
                await ExecuteOnServerAsync($"alter database [{Name}] set single_user with rollback immediate", CancellationToken.None);
            }
        }

        isDropped = true;
    }

    /// <summary>Drops all its objects. False if the database is still in use.</summary>
    internal async Task<bool> TryEmptyAsync()
    {
        try
        {
            await using var connection = new SqlConnection(ConnectionString);
            await connection.OpenAsync();
            await using var command = new SqlCommand(Contents, connection) { CommandTimeout = 10 };
            var drops = new StringBuilder("set transaction isolation level read committed;\n");
            await using (var contents = await command.ExecuteReaderAsync())
            {
                while (await contents.ReadAsync())
                {
                    drops.AppendFormat(
                        CultureInfo.InvariantCulture, contents.GetString(0), Quote(contents.GetString(1)), Quote(contents.GetString(2)), Quote(contents.GetString(3)));
                }
            }

            command.CommandText = drops + "drop schema if exists datashare;";
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (SqlException)
        {
            return false;
        }
    }

    internal Task CreateAsync(string? collation, CancellationToken cancellationToken) => ExecuteOnServerAsync(
        $"""
        create database [{Name}]{(collation is null ? "" : $" collate {collation}")};
        if exists (select 1 from sys.databases where name = N'{Name}' and snapshot_isolation_state = 0)
          execute (N'alter database [{Name}] set allow_snapshot_isolation on');
        if exists (select 1 from sys.databases where name = N'{Name}' and is_read_committed_snapshot_on = 0)
          execute (N'alter database [{Name}] set read_committed_snapshot on');
        """,
        cancellationToken);

    private static string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
