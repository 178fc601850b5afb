using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>
/// The settings of all connections of a process: times in UTC, the memory limit of the first connection, and no access to
/// other files. DuckDB does not allow that access again before the last connection is closed.
/// </summary>
internal static class DuckDbSettings
{
    private static readonly DuckDbDialect Sql = new();

    /// <summary>If two connections open at once, the second one waits until the first has applied the settings.</summary>
    private static readonly Lock Turn = new();

    /// <summary>May be repeated, because connections of one process share the database and its settings.</summary>
    /// <param name="reach">Null for a database that may access all files.</param>
    public static void Apply(DuckDBConnection connection, DuckDbMemory memory, FileReach? reach)
    {
        lock (Turn)
        {
            ApplyInTurn(connection, memory, reach);
        }
    }

    private static void ApplyInTurn(DuckDBConnection connection, DuckDbMemory memory, FileReach? reach)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select current_setting('TimeZone') = 'UTC', current_setting('enable_external_access')::boolean, current_setting('lock_configuration')::boolean";
        var (isUtc, isOpen, isLocked) = Read(command);
        if (!isUtc)
        {
            command.CommandText = "set global TimeZone = 'UTC'";
            command.ExecuteNonQuery();
        }

        if (memory.IsRaised && !isLocked)
        {
#pragma warning disable CA2100 // A number of megabytes.
            command.CommandText = $"set global memory_limit = '{memory.Limit}'";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        if (reach is null || !isOpen)
        {
            return;
        }

        // A path that contains characters of a pattern is read in a form with brackets around them.
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

    private static (bool IsUtc, bool IsOpen, bool IsLocked) Read(DuckDBCommand command)
    {
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2));
    }
}
