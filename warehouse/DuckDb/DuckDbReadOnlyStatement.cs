using Dapper;
using DataShare.Schemas;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataShare.Warehouse;

/// <summary>
/// Checks with DuckDB's own parser that a query is one statement that only reads, before it runs. Its transaction is
/// read-only, but that protects only tables: <c>copy</c>, <c>attach</c> and <c>set</c> would still run.
/// </summary>
internal static class DuckDbReadOnlyStatement
{
    /// <returns>The statement without its semicolon and the text after it.</returns>
    /// <exception cref="WarehouseException">It is not one statement, does more than read, or cannot be parsed.</exception>
    public static string Check(DuckDBConnection connection, string sql)
    {
        var statement = Only(connection, sql);
        return IsSelect(connection, SqlStatements.Explained(statement) ?? statement)
            ? statement
            : throw new WarehouseException(
                $"A query only reads: expected a select, with or without common table expressions, but {SourceProblem.Quote(SqlStatements.Bare(statement))} is not. Nothing was run.");
    }

    private static string Only(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        using (statements)
        {
            if (count == 0 && NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } error)
            {
                throw new WarehouseException($"The query cannot be parsed: {error} Nothing was run.");
            }
        }

        var written = SqlStatements.Split(sql).ToList();
        return count == 1 && written is [var statement]
            ? statement
            : throw new WarehouseException(
                count == 0 ? "A query is one statement, and here is none. Nothing was run. It begins with select or from."
                : written.Count == 1 ? "A pivot without a list of values creates a type first, but a query only reads. "
                    + "Nothing was run. Name the values: pivot … on column in ('a', 'b')."
                : $"A query is one statement, but there are {count}. Nothing was run. Run them one after the other.");
    }

    /// <summary>Whether it is a select: DuckDB gives the syntax tree only of a select.</summary>
    private static bool IsSelect(DuckDBConnection connection, string statement) => connection.ExecuteScalar<bool>(
        "select not json_extract(json_serialize_sql($statement::varchar), '$.error')::boolean", new { statement });
}
