using System.Data.Common;
using DuckDB.NET.Native;

namespace DataShare.Warehouse;

/// <summary>
/// A query whose columns the provider can read. DuckDB itself converts columns to text or JSON if the provider cannot read
/// all of their values.
/// </summary>
/// <param name="Json">The places of the columns that are JSON.</param>
internal sealed record DuckDbReadable(string Select, IReadOnlySet<int> Json)
{
    /// <summary>Null if the provider can read all columns unchanged.</summary>
    /// <param name="query">A query that another query can read from.</param>
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

    /// <summary>Whether values contain other values. A type that the provider does not know may be such a type.</summary>
    private static bool IsJson(string type) => !Enum.TryParse<DuckDBType>(type, out var known) || !Enum.IsDefined(known)
        || known is DuckDBType.Struct or DuckDBType.Map or DuckDBType.List or DuckDBType.Array or DuckDBType.Union;

    /// <summary>Whether .NET has no exact type: an interval of months has no fixed length, a time of day can have an offset, and .NET keeps only hundreds of nanoseconds.</summary>
    private static bool IsText(string type) =>
        type is nameof(DuckDBType.Interval) or nameof(DuckDBType.TimeTz) or nameof(DuckDBType.TimestampNs);
}
