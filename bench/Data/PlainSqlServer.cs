using System.Data;
using DuckDB.NET.Data;
using Microsoft.Data.SqlClient;

namespace DataShare.Bench;

/// <summary>SQL Server with SqlBulkCopy alone, as the other side of a mark. Each database is used once.</summary>
internal sealed class PlainSqlServer(string server)
{
    private int databases;

    /// <summary>Makes an empty database and returns the connection string to it.</summary>
    public string CreateDatabase()
    {
        var name = $"datashare_bench_{Environment.ProcessId}_{++databases}";
        Execute(server, $"create database {name}");
        Execute(server, $"alter database {name} set allow_snapshot_isolation on");
        Execute(server, $"alter database {name} set read_committed_snapshot on");
        return new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString;
    }

    /// <summary>Version, edition and collation of the server, on one line.</summary>
    public string Describe()
    {
        using var connection = new SqlConnection(server);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "select concat(@@version, N'; ', cast(serverproperty('Edition') as nvarchar(128)), N'; ', cast(serverproperty('Collation') as nvarchar(128)))";
        return ((string)command.ExecuteScalar()!).ReplaceLineEndings(" ");
    }

    public void DropDatabase(string database)
    {
        SqlConnection.ClearAllPools();
        Execute(server, $"drop database {new SqlConnectionStringBuilder(database).InitialCatalog}");
    }

    public static void Execute(string connectionString, string statement)
    {
        using var connection = new SqlConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this bench's own.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Reads the rows of Parquet files into memory, in the types of the server.</summary>
    public static DataRow[] ReadRows(string folder)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is this bench's own.
        command.CommandText =
            $"""
            set TimeZone = 'UTC';
            select order_id, quantity, amount, weight, ordered_at, ship_date::timestamp as ship_date, customer, email, status, country,
              product, note, _load_id, _source_row, 0::bigint as _lake_version, '1.0.0' as _contract_version, 1::bigint as _datashare_order
            from read_parquet({PlainDuckDb.Literal(Path.Combine(folder, "**", "*.parquet"))})
            """;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new DataTable();
        rows.Load(reader);
        return [.. rows.Select()];
    }

    /// <summary>Copies the rows into a table and runs statements before and after it, all in one transaction.</summary>
    public static void Copy(string database, string table, DataRow[] rows, string before = "", params IReadOnlyList<string> behind)
    {
        using var connection = new SqlConnection(database);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        Run(before);
        using (var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.TableLock, transaction) { DestinationTableName = table, BulkCopyTimeout = 0 })
        {
            copy.WriteToServer(rows);
        }

        foreach (var statement in behind)
        {
            Run(statement);
        }

        transaction.Commit();

        void Run(string statement)
        {
            if (statement.Length > 0)
            {
                using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this bench's own.
                command.CommandText = statement;
#pragma warning restore CA2100
                (command.Transaction, command.CommandTimeout) = (transaction, 0);
                command.ExecuteNonQuery();
            }
        }
    }
}
