using System.Data.Common;
using DuckDB.NET.Native;

namespace DataShare.Warehouse;

/// <summary>
/// A query whose columns the provider can read: those of which it knows no value, or not every one, are made text or JSON
/// by DuckDB itself.
/// </summary>
/// <param name="Json">The places of the columns that are JSON.</param>
internal sealed record DuckDbReadable(string Select, IReadOnlySet<int> Json)
{
    /// <summary>Null when the provider can read all columns as they are.</summary>
    /// <param name="query">One that another can read from, if it has such columns.</param>
    public static DuckDbReadable? Of(string query, DbDataReader rows)
    {
        var types = Enumerable.Range(0, rows.FieldCount).Select(rows.GetDataTypeName).ToList();
        if (!types.Any(t => IsJson(t) || IsText(t)))
        {
            return null;
        }

        return new DuckDbReadable(
            DuckDbCsv.Wrap(query, ResultNames.Of(rows), (place, column) => Read(types[place], column)),
            Enumerable.Range(0, types.Count).Where(place => IsJson(types[place])).ToHashSet());
    }

    private static string Read(string type, string column) =>
        IsJson(type) ? $"to_json({column})"
        : IsText(type) ? $"cast({DuckDbCsv.Written(type, column)} as varchar)"
        : column;

    /// <summary>Of values with other values in them; a type that the provider does not know may be one.</summary>
    private static bool IsJson(string type) => !Enum.TryParse<DuckDBType>(type, out var known) || !Enum.IsDefined(known)
        || known is DuckDBType.Struct or DuckDBType.Map or DuckDBType.List or DuckDBType.Array or DuckDBType.Union;

    /// <summary>An interval of months has no length, a time of the day with an offset no place in .NET; of nanoseconds .NET keeps hundreds.</summary>
    private static bool IsText(string type) =>
        type is nameof(DuckDBType.Interval) or nameof(DuckDBType.TimeTz) or nameof(DuckDBType.TimestampNs);
}
