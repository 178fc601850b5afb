using DataShare.Schemas;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataShare.Warehouse;

/// <summary>
/// Values as <see cref="IBatchSession.ExportAsync"/> promises them in CSV, made by DuckDB itself: the same text as
/// <see cref="FileText"/> makes of a server's. Types that no contract has, such as lists and intervals, keep DuckDB's own.
/// </summary>
internal static class DuckDbCsv
{
    public static string Moment(string column) => $"strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ')";

    public static string WallClock(string column) => $"strftime({column}, '%Y-%m-%dT%H:%M:%S.%f')";

    public static string Bytes(string column) => $"to_base64({column})";

    /// <summary>Of a decimal that has no digits before the point DuckDB writes none, not even a zero.</summary>
    public static string Fraction(string column) => $@"regexp_replace(cast({column} as varchar), '^(-?)\.', '\10.')";

    public static bool IsFraction(ColumnType type) => type.Kind is ColumnKind.Decimal && type.Precision == type.Scale;

    /// <summary>
    /// The query with the values as they are written, in its order and under names that no two columns have. Null when the
    /// statement is wrong, or none that another can read from, such as <c>explain</c>.
    /// </summary>
    /// <param name="asText">Whether every column is text; else only those whose text is not DuckDB's own.</param>
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

    /// <summary>A query over the columns of another, by place, since that may give one name to several of them.</summary>
    /// <param name="value">What is made of the column at a place, which is called so.</param>
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

        // The provider does not tell their digits before it has a row.
        nameof(DuckDBType.Decimal) => Fraction(column),
        _ => column,
    };

    /// <summary>An empty text is written as <c>""</c>, which an only column has for null, too: an empty line is no row to most readers.</summary>
    private static string Value(string written, bool asText, bool isOnly) =>
        isOnly ? $"coalesce(cast({written} as varchar), '')" : asText ? $"cast({written} as varchar)" : written;

    /// <summary>Names and types, without a row being read.</summary>
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
            // Asked as it is, it answers or says what is wrong with it.
            return null;
        }
    }
}
