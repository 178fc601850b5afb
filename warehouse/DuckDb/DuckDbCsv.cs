using DataShare.Schemas;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataShare.Warehouse;

/// <summary>
/// Makes DuckDB write values in CSV as <see cref="IBatchSession.ExportAsync"/> promises: the same text as
/// <see cref="FileText"/> gives for SQL Server. Types that no contract has, such as lists and intervals, keep DuckDB's text.
/// </summary>
internal static class DuckDbCsv
{
    public static string Moment(string column) => $"strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ')";

    public static string WallClock(string column) => $"strftime({column}, '%Y-%m-%dT%H:%M:%S.%f')";

    public static string Bytes(string column) => $"to_base64({column})";

    /// <summary>Adds the zero that DuckDB leaves out before the point of a decimal below 1.</summary>
    public static string Fraction(string column) => $@"regexp_replace(cast({column} as varchar), '^(-?)\.', '\10.')";

    public static bool IsFraction(ColumnType type) => type.Kind is ColumnKind.Decimal && type.Precision == type.Scale;

    /// <summary>
    /// The query with its values in the form of the file, in its order and under unique column names. Null if the statement
    /// is wrong, or another query cannot read from it, such as <c>explain</c>.
    /// </summary>
    /// <param name="asText">True: every column becomes text. False: only columns whose text differs from DuckDB's own.</param>
    public static async Task<string?> SelectAsync(DuckDbSession session, string query, bool asText, CancellationToken cancellationToken)
    {
        var columns = await session.RunAsync("answer the query", c => Columns(c, query), cancellationToken);
        if (columns is null)
        {
            return null;
        }

        return Wrap(
            query, [.. columns.Select(c => c.Name)], (place, column) => Value(Written(columns[place].Type, column), asText, columns.Count == 1));
    }

    /// <summary>A query over the columns of another, by position, because several columns may have the same name.</summary>
    /// <param name="value">Gives the expression for a column, from its position and its new name.</param>
    public static string Wrap(string query, IReadOnlyList<string> names, Func<int, string, string> value)
    {
        var columns = names.Select((_, place) => FormattableString.Invariant($"c{place}")).ToList();
        var values = columns.Select((column, place) => $"{value(place, column)} as {SqlName.Quote(names[place])}");
        return $"select {string.Join(", ", values)} from ({query}\n) q({string.Join(", ", columns)})";
    }

    public static string Written(string type, string column) => type switch
    {
        nameof(DuckDBType.TimestampTz) => Moment(column),
        nameof(DuckDBType.Timestamp) => WallClock(column),
        nameof(DuckDBType.TimestampNs) => $"strftime({column}, '%Y-%m-%dT%H:%M:%S.%n')",
        nameof(DuckDBType.TimestampS) or nameof(DuckDBType.TimestampMs) => WallClock($"cast({column} as timestamp)"),
        nameof(DuckDBType.Blob) => Bytes(column),

        // The provider knows their digits only after it has a row.
        nameof(DuckDBType.Decimal) => Fraction(column),
        _ => column,
    };

    /// <summary>An empty text is written as <c>""</c>. So is a null in a result with one column, because most readers skip empty lines.</summary>
    private static string Value(string written, bool asText, bool isOnly) =>
        isOnly ? $"coalesce(cast({written} as varchar), '')" : asText ? $"cast({written} as varchar)" : written;

    /// <summary>Names and types of the columns; reads no row.</summary>
    private static IReadOnlyList<(string Name, string Type)>? Columns(DuckDBConnection connection, string query)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The reader's own statement.
        command.CommandText = $"select * from ({query}\n) q limit 0";
#pragma warning restore CA2100
        try
        {
            using var rows = command.ExecuteReader();
            return [.. ResultNames.Of(rows).Select((name, place) => (name, rows.GetDataTypeName(place)))];
        }
        catch (DuckDBException)
        {
            // The statement then runs unchanged, and gives its result or its error.
            return null;
        }
    }
}
