using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

internal static partial class Log
{
    [LoggerMessage(4002, LogLevel.Information, "Migrated {File} to {Number}: {Name}")]
    public static partial void Migrated(this ILogger logger, string file, int number, string name);

    [LoggerMessage(4003, LogLevel.Warning, "DuckDB ran out of memory to {Doing}: the next try has {More} instead of {Tried}")]
    public static partial void MemoryRaised(this ILogger logger, string doing, string tried, string more);

    [LoggerMessage(4010, LogLevel.Debug, "Loaded {Table} lake version {LakeVersion}: {RowsInserted} inserted, {RowsUpdated} updated, {RowsDeleted} deleted")]
    public static partial void Loaded(
        this ILogger logger,
        LakeTableId table,
        long lakeVersion,
        long rowsInserted,
        long rowsUpdated,
        long rowsDeleted);

    [LoggerMessage(4011, LogLevel.Information, "Loaded {Table} (commits: {Commits}, rows inserted: {Rows}) in {DurationMs} ms")]
    public static partial void LoadDone(this ILogger logger, LakeTableId table, int commits, long rows, long durationMs);

    [LoggerMessage(4012, LogLevel.Warning, "Attempt {Attempt} to load {Table} failed and is tried again: {Reason}")]
    public static partial void LoadLost(this ILogger logger, LakeTableId table, int attempt, string reason);

    [LoggerMessage(4014, LogLevel.Warning, "{Table}: {Commits} commits in one transaction are too many for the server, from now on {Fewer}: {Reason}")]
    public static partial void LoadHalved(this ILogger logger, LakeTableId table, int commits, int fewer, string reason);

    [LoggerMessage(4015, LogLevel.Warning, "Rebuilding the tables of {Dataset} from the lake: {Reason}")]
    public static partial void Rebuilding(this ILogger logger, DatasetName dataset, string reason);

    [LoggerMessage(4016, LogLevel.Information, "Rebuilt {Dataset} (loads: {Loads}, rows: {Rows}, changed loads: {Changed}) in {DurationMs} ms")]
    public static partial void Rebuilt(this ILogger logger, DatasetName dataset, int loads, long rows, int changed, long durationMs);

    [LoggerMessage(4013, LogLevel.Information, "Tables and views of {Dataset} follow contracts {Versions}")]
    public static partial void Shaped(this ILogger logger, DatasetName dataset, string versions);
}
