using System.Globalization;
using DuckDB.NET.Data;

namespace DataShare.TestKit;

/// <summary>Queries files with DuckDB, which did not write them.</summary>
public static class FileQuery
{
    /// <summary>Stays open while the tests run, because starting DuckDB takes fifty times as long as a small query.</summary>
    private static readonly DuckDBConnection Started = Start();

    /// <summary>
    /// A connection for querying and writing files. All connections share one DuckDB. Session settings apply only to their
    /// connection. A test that creates a table or attaches a file uses its own DuckDB.
    /// </summary>
    public static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection(Started.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Each row as its values separated by bars; null is empty. Timestamps are in UTC.</summary>
    public static IReadOnlyList<string> Rows(string sql)
    {
        using var connection = Open();
        return Rows(connection, sql);
    }

    /// <summary>The rows of a database that nobody has open for writing, in the same form.</summary>
    public static IReadOnlyList<string> Rows(string databaseFile, string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={databaseFile};ACCESS_MODE=READ_ONLY");
        connection.Open();
        return Rows(connection, sql);
    }

    private static List<string> Rows(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "set TimeZone = 'UTC'";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i =>
                Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>Changes a database that nobody else has open.</summary>
    public static void Change(string databaseFile, string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={databaseFile}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static DuckDBConnection Start()
    {
        var connection = new DuckDBConnection("Data Source=:memory:?cache=shared");
        connection.Open();
        using var command = connection.CreateCommand();
        // Tests damage files in place, so DuckDB must not cache them.
        command.CommandText = "set global enable_external_file_cache = false";
        command.ExecuteNonQuery();
        return connection;
    }
}
