using DuckDB.NET.Data;

namespace DataShare.Bench;

/// <summary>DuckDB alone on a new file, as the other side of a mark.</summary>
internal static class PlainDuckDb
{
    public static void Run(string folder, params ReadOnlySpan<string> statements)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        using var connection = new DuckDBConnection($"Data Source={Path.Combine(folder, "plain.duckdb")}");
        connection.Open();
        Execute(connection, "set preserve_insertion_order = false");
        foreach (var statement in statements)
        {
            Execute(connection, statement);
        }
    }

    public static string Literal(string path) => "'" + path.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this bench's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
