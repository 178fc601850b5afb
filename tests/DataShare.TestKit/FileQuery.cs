using System.Globalization;
using DuckDB.NET.Data;

namespace DataShare.TestKit;

/// <summary>Asks files with DuckDB, which had no part in writing them.</summary>
public static class FileQuery
{
    /// <summary>Each row as its values between bars, null as nothing. Moments are in UTC.</summary>
    public static IReadOnlyList<string> Rows(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
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
}
