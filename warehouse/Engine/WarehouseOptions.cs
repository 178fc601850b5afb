using DataShare.Lake;
using Microsoft.Extensions.Options;

namespace DataShare.Warehouse;

/// <summary>The kinds of warehouse.</summary>
public enum WarehouseEngine
{
    /// <summary>One file, in this process.</summary>
    DuckDb,

    SqlServer,
}

/// <summary>How SQL Server stores a dataset's table.</summary>
public enum TableStorage
{
    Rowstore,

    /// <summary>A clustered columnstore index: for large tables that are read by few columns at a time.</summary>
    Columnstore,
}

/// <summary>Settings of the warehouse (section <c>DataShare:Warehouse</c>).</summary>
public sealed class WarehouseOptions
{
    internal const string Section = "DataShare:Warehouse";

    /// <summary>Default: <see cref="WarehouseEngine.DuckDb"/>.</summary>
    public WarehouseEngine Engine { get; set; }

    /// <summary>DuckDB: the file. Its folder is created if it does not exist. Required for DuckDB.</summary>
    public string DatabaseFile { get; set; } = "";

    /// <summary>
    /// DuckDB: how much it holds in memory before it writes to <see cref="TempDirectory"/>, such as <c>512MB</c>.
    /// Default, when null: 128 MB per thread, at least 256 MB; large merges and queries are faster with more. A step
    /// that runs out of the default is tried again with twice as much, up to half of the machine's memory; a limit that
    /// you set does not grow.
    /// </summary>
    public string? MemoryLimit { get; set; }

    /// <summary>DuckDB: threads of one query. 0, the default: as many as there are processors.</summary>
    public int Threads { get; set; }

    /// <summary>DuckDB: null, the default, is the database file's path with <c>.tmp</c> added.</summary>
    public string? TempDirectory { get; set; }

    /// <summary>
    /// SQL Server: a connection string of SqlClient, with the database. Better in the environment or in
    /// <see cref="ConnectionStringFile"/> than in a settings file. One of the two is required for SQL Server.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>SQL Server: a file that contains only the connection string, such as a mounted secret.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>
    /// SQL Server: the storage of tables that are made from now on. Default: <see cref="TableStorage.Rowstore"/>.
    /// </summary>
    public TableStorage Storage { get; set; }

    /// <summary>
    /// SQL Server: how long a statement on the ledger may take. Default: 1 min; from 1 s to 1 hour.
    /// </summary>
    [SettingRange("00:00:01", "01:00:00")]
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// SQL Server: how long a statement that moves rows, or a query, may take. Default: 1 hour; from 1 s to 1 day.
    /// </summary>
    [SettingRange("00:00:01", "1.00:00:00")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often a step is tried if the warehouse is busy or down, including the first try; the pauses grow, with a
    /// random part. Default: 4; from 1 to 20.
    /// </summary>
    [SettingRange(1, 20)]
    public int Attempts { get; set; } = 4;

    /// <summary>
    /// SQL Server: the file that records since when the server is down, for <c>status</c>. Null: none.
    /// </summary>
    public string? OutageFile { get; set; }

    /// <summary>The folder for records of commits that cannot be loaded; null: none.</summary>
    public string? BlockedFolder { get; set; }

    /// <summary>
    /// How long to wait for another process that uses the warehouse: DuckDB's file, or SQL Server's lock of loads.
    /// Default: 30 s; from 0 to 1 hour.
    /// </summary>
    [SettingRange("00:00:00", "01:00:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of lake commits in one transaction. Default: 1000; at least 1.</summary>
    [SettingRange(1)]
    public int MaxCommitsPerTransaction { get; set; } = 1000;

    /// <summary>
    /// The number of rows from which on no further commit joins a transaction; a commit is never split. Default:
    /// 1,000,000; at least 1.
    /// </summary>
    [SettingRange(1)]
    public long MaxRowsPerTransaction { get; set; } = 1_000_000;

    /// <summary>
    /// SQL Server: <see cref="ConnectionString"/>, or the current content of <see cref="ConnectionStringFile"/>,
    /// without white space around it.
    /// </summary>
    /// <exception cref="WarehouseException">
    /// Neither is set, or the file does not exist, cannot be read or is empty.
    /// </exception>
    public string ReadConnectionString()
    {
        if (!string.IsNullOrWhiteSpace(ConnectionString))
        {
            return ConnectionString.Trim();
        }

        if (string.IsNullOrWhiteSpace(ConnectionStringFile))
        {
            throw new WarehouseException(
                $"There is no connection string: set DataShare:Warehouse:{nameof(ConnectionString)} or {nameof(ConnectionStringFile)}.");
        }

        try
        {
            return File.ReadAllText(ConnectionStringFile).Trim() is { Length: > 0 } text
                ? text
                : throw new WarehouseException(
                    $"The file '{ConnectionStringFile}' (DataShare:Warehouse:{nameof(ConnectionStringFile)}) is empty: "
                    + "write the connection string into it.");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new WarehouseException(
                $"The connection string cannot be read from '{ConnectionStringFile}' "
                + $"(DataShare:Warehouse:{nameof(ConnectionStringFile)}): {unread.Message} "
                + "Write the file, or grant this process the right to read it.",
                unread);
        }
    }
}

[OptionsValidator]
public sealed partial class WarehouseOptionsValidator : IValidateOptions<WarehouseOptions>;
