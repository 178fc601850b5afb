using System.Data.Common;
using System.Globalization;

namespace DataShare.Warehouse;

/// <summary>
/// A unique name for each column of a result, ignoring case, because JSON objects and Parquet columns need one. Added
/// numbers are the same as DuckDB's when it writes a file.
/// </summary>
internal static class ResultNames
{
    public static IReadOnlyList<string> Of(DbDataReader rows)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. Enumerable.Range(0, rows.FieldCount).Select(place => Free(Given(rows, place), taken))];
    }

    /// <summary>SQL Server gives no name to an expression without an alias.</summary>
    private static string Given(DbDataReader rows, int place) =>
        rows.GetName(place) is { } name && !string.IsNullOrWhiteSpace(name) ? name : Numbered("column", place + 1);

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 1; !taken.Add(free); number++)
        {
            free = Numbered(name + "_", number);
        }

        return free;
    }

    private static string Numbered(string name, int number) => name + number.ToString(CultureInfo.InvariantCulture);
}
