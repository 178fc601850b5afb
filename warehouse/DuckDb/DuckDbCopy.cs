using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Statements with which DuckDB itself writes a query's result into a file. The number of changed rows is the number of written rows.</summary>
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
        var options = format == FileFormat.Parquet ? "format parquet, row_group_size_bytes '32MB'" : "format csv, header true";
        var copy = $"copy ({query}\n) to {dialect.Literal(file)} ({options})";
        return session.ExecuteAsync($"write '{file}'", copy, cancellationToken);
    }
}
