using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>Closes a database to the rest of the machine. DuckDB does not open it again before the last connection is closed.</summary>
internal static class DuckDbReach
{
    private static readonly DuckDbDialect Sql = new();

    /// <summary>May be repeated: connections of one process share the database and what was set for it.</summary>
    public static void Close(DuckDBConnection connection, FileReach reach)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select current_setting('enable_external_access')::boolean";
        if (command.ExecuteScalar() is false)
        {
            return;
        }

        // A path with a character of a pattern is written with brackets around it when it is read.
        var folders = reach.Folders.Concat(reach.Folders.Select(DuckDbParts.ExactPath)).Distinct(StringComparer.Ordinal);
#pragma warning disable CA2100 // Paths are literals.
        command.CommandText =
            $"""
            set allowed_directories = [{string.Join(", ", folders.Select(Sql.Literal))}];
            set allowed_paths = [{string.Join(", ", reach.Files.Select(Sql.Literal))}];
            set enable_external_access = false;
            {(reach.IsLocked ? "set lock_configuration = true;" : "")}
            """;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
