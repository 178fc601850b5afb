using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataShare.Warehouse;

/// <summary>DuckDB's dates and times that .NET cannot represent: infinite ones, the years before 1 and after 9999, 24:00.</summary>
internal static class DuckDbTimes
{
    /// <summary>The current row's value in DuckDB's form, but with the T and Z of ISO 8601; null if it is not such a value.</summary>
    public static string? Text(DbDataReader rows, int place) => rows is not DuckDBDataReader reader ? null : reader.GetDataTypeName(place) switch
    {
        nameof(DuckDBType.Date) => Date(reader.GetFieldValue<DuckDBDateOnly>(place)),
        nameof(DuckDBType.Time) => Time(reader.GetFieldValue<DuckDBTimeOnly>(place)),
        nameof(DuckDBType.TimestampTz) => Moment(reader.GetFieldValue<DuckDBTimestamp>(place), "Z"),
        nameof(DuckDBType.Timestamp) or nameof(DuckDBType.TimestampS) or nameof(DuckDBType.TimestampMs) =>
            Moment(reader.GetFieldValue<DuckDBTimestamp>(place), ""),
        _ => null,
    };

    private static string Date(DuckDBDateOnly date) =>
        date.IsPositiveInfinity ? "infinity" : date.IsNegativeInfinity ? "-infinity" : Day(date, "");

    private static string Moment(DuckDBTimestamp moment, string zone) =>
        moment.IsPositiveInfinity ? "infinity"
        : moment.IsNegativeInfinity ? "-infinity"
        : Day(moment.Date, $"T{Time(moment.Time)}{zone}");

    /// <summary>The year before year 1 is 1 BC.</summary>
    private static string Day(DuckDBDateOnly date, string time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(date.Year > 0 ? date.Year : 1 - date.Year):D4}-{date.Month:D2}-{date.Day:D2}{time}{(date.Year > 0 ? "" : " (BC)")}");

    private static string Time(DuckDBTimeOnly time)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{time.Hour:D2}:{time.Min:D2}:{time.Sec:D2}");
        return time.Microsecond == 0 ? text : text + string.Create(CultureInfo.InvariantCulture, $".{time.Microsecond:D6}").TrimEnd('0');
    }
}
