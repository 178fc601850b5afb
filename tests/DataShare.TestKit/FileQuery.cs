using System.Globalization;
using DuckDB.NET.Data;

namespace DataShare.TestKit;

/// <summary>Asks files with DuckDB, which had no part in writing them.</summary>
public static class FileQuery
{
    /// <summary>Open for as long as the tests run: to start DuckDB takes fifty times as long as a small query.</summary>
    private static readonly DuckDBConnection Started = Start();

    /// <summary>
    /// A connection for questions to files, and for writing some. All of them share one DuckDB: what is set for the session is
    /// set for this connection alone, and whoever makes a table or attaches a file uses a DuckDB of its own.
    /// </summary>
    public static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection(Started.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Each row as its values between bars, null as nothing. Moments are in UTC.</summary>
    public static IReadOnlyList<string> Rows(string sql)
    {
        using var connection = Open();
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
        // Tests damage files in place: nothing of one may be remembered.
        command.CommandText = "set global enable_external_file_cache = false";
        command.ExecuteNonQuery();
        return connection;
    }
}
