using DataShare.Lake;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace DataShare.Warehouse;

/// <summary>
/// The database file. DuckDB lets one process at a time open it, so connections are opened only when they are needed.
/// Closing the last one releases the file. All connections of this process share one instance of DuckDB.
/// </summary>
internal sealed class DuckDbFile(WarehouseOptions options, FileReach? reach, TimeProvider time, Random jitter, ILogger logger)
{
    private readonly DuckDbMemory memory = new(options, logger);

    public string Path { get; } = System.IO.Path.GetFullPath(options.DatabaseFile);

    /// <summary>Covers the file and its write-ahead log, which has committed data that is not in the file yet.</summary>
    public string Print() => string.Join('|', new[] { Path, Path + ".wal" }.Where(File.Exists).Select(FileStamp.Of));

    /// <summary>Opens the file's bytes, whoever uses the file.</summary>
    public FileStream OpenBytes() => new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous);

    /// <summary>Opens a connection, and waits while another process has the file.</summary>
    /// <exception cref="WarehouseBusyException">The other process kept the file for longer than the time-out.</exception>
    /// <exception cref="WarehouseException">The file cannot be opened at all.</exception>
    public async ValueTask<DuckDbSession> OpenAsync(CancellationToken cancellationToken)
    {
        var wait = new LockWait(options.LockTimeout, time, logger);
        try
        {
            return await Turns(wait).ExecuteAsync(async _ => await OpenWithMoreMemoryAsync(), cancellationToken);
        }
        catch (DuckDBException e) when (DuckDbLock.HolderIn(e.Message) is { } holder)
        {
            throw new WarehouseBusyException(
                $"The warehouse '{Path}' is still in use by {holder} after {wait.Waited.TotalSeconds:0.#} s. Nothing was changed. "
                + "Try again when it is done, or end it; DataShare:Warehouse:LockTimeout sets how long to wait.",
                e);
        }
        catch (DuckDBException e)
        {
            var advice = e.Message.Contains("Permission denied", StringComparison.OrdinalIgnoreCase)
                ? $"Allow the user '{Environment.UserName}' to read and write it and its folder."
                : DuckDbFaults.IsOutOfMemory(e.Message)
                ? memory.Advice
                : e.Message.Contains("'memory_limit'", StringComparison.Ordinal)
                ? "Expected a size in DataShare:Warehouse:MemoryLimit, such as 1GB."
                : "If the file is damaged, move it elsewhere and load again: all its rows are in the lake.";
            throw new WarehouseException(
                $"The warehouse '{Path}' cannot be opened: {e.Message.TrimEnd().TrimEnd('.')}. Nothing was changed. {advice}", e);
        }
    }

    /// <summary>Two that wait for a third would meet again and again if they waited equally long.</summary>
    private ResiliencePipeline Turns(LockWait wait) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(10),
                MaxDelay = TimeSpan.FromMilliseconds(500),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = jitter.NextDouble,
                ShouldHandle = failed => new(HolderIn(failed.Outcome) is not null && !wait.IsOver),
                OnRetry = failed =>
                {
                    wait.Tell(() => HolderIn(failed.Outcome)!, $"has the warehouse '{Path}' open");
                    return default;
                },
            })
            .Build();

    private static LockHolder? HolderIn(Outcome<object> failed) =>
        failed.Exception is DuckDBException e ? DuckDbLock.HolderIn(e.Message) : null;

    /// <summary>What a process that was killed had not written into the file yet is read back when it is opened.</summary>
    private async Task<DuckDbSession> OpenWithMoreMemoryAsync()
    {
        while (true)
        {
            var megabytes = memory.Megabytes;
            try
            {
                return await OpenAsync(memory, Open);
            }
            catch (DuckDBException e) when (DuckDbFaults.IsOutOfMemory(e.Message) && memory.MakeRoom($"open '{Path}'", megabytes))
            {
                // The next try has more memory. This ends, because the memory has a limit.
            }
        }
    }

    /// <summary>Opens a database in memory, which ends with the session.</summary>
    public static Task<DuckDbSession> OpenInMemoryAsync(DuckDbMemory memory) => OpenAsync(memory, () => Open(
        memory,
        DuckDBConnectionStringBuilder.InMemoryDataSource,
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), FormattableString.Invariant($"datashare-{Environment.ProcessId}.tmp")),
        null));

    private static async Task<DuckDbSession> OpenAsync(DuckDbMemory memory, Func<DuckDBConnection> open)
    {
        var thread = new OwnThread();
        try
        {
            return new DuckDbSession(await thread.RunAsync(open), thread, memory);
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    private DuckDBConnection Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return Open(memory, Path, options.TempDirectory ?? Path + ".tmp", reach);
    }

    private static DuckDBConnection Open(DuckDbMemory memory, string source, string temporary, FileReach? reach)
    {
        var connection = new DuckDBConnection(new DuckDBConnectionStringBuilder
        {
            DataSource = source,
            MemoryLimit = memory.Limit,
            Threads = memory.Threads,
            TempDirectory = temporary,

            // Keeping the order doubles the time of a load and takes most of its memory. A query that needs an order uses "order by".
            PreserveInsertionOrder = false,

            // DuckDB would try to download a missing extension from the internet.
            AutoinstallKnownExtensions = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            DuckDbSettings.Apply(connection, memory, reach);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
