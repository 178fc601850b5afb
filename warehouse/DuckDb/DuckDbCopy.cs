using System.Globalization;
using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>Writes a query's result into a file, by DuckDB itself.</summary>
internal static class DuckDbCopy
{
    public static Task<long> ToFileAsync(
        DuckDbSession session,
        string query,
        string file,
        FileFormat format,
        CancellationToken cancellationToken)
    {
        var dialect = new DuckDbDialect();
        var options = format == FileFormat.Parquet ? "format parquet" : "format csv, header true";
        var copy = $"copy ({query}\n) to {dialect.Literal(file)} ({options})";
        return session.RunAsync($"write '{file}'", c => Count(c, copy), cancellationToken);
    }

    private static long Count(DuckDBConnection connection, string copy)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A reader's own statement, checked to be a single one; the file name comes through Literal.
        command.CommandText = copy;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
