namespace DataShare.Warehouse;

/// <summary>The kinds of warehouse there are.</summary>
public enum WarehouseEngine
{
    /// <summary>One file, in this process.</summary>
    DuckDb,

    SqlServer,
}

/// <summary>How SQL Server keeps a dataset's table.</summary>
public enum TableStorage
{
    Rowstore,

    /// <summary>A clustered columnstore index: for large tables that are read by few columns at a time.</summary>
    Columnstore,
}

/// <summary>Settings of the warehouse (section <c>DataShare:Warehouse</c>).</summary>
public sealed class WarehouseOptions
{
    /// <summary>Default: <see cref="WarehouseEngine.DuckDb"/>.</summary>
    public WarehouseEngine Engine { get; set; }

    /// <summary>DuckDB: the file. Its folder is made when it is not there. Required there.</summary>
    public string DatabaseFile { get; set; } = "";

    /// <summary>
    /// DuckDB: what it may hold in memory before it writes to <see cref="TempDirectory"/>, such as <c>512MB</c>.
    /// Default, when null: 128 MB a thread, at least 256 MB; large merges and queries are quicker with more. A step that runs
    /// out of the default is tried again with twice as much, up to half of the machine's memory; a limit that is set is kept.
    /// </summary>
    public string? MemoryLimit { get; set; }

    /// <summary>DuckDB: threads of one query. 0, the default: as many as there are processors.</summary>
    public int Threads { get; set; }

    /// <summary>DuckDB: null, the default, is the database file's path with <c>.tmp</c> added.</summary>
    public string? TempDirectory { get; set; }

    /// <summary>
    /// SQL Server: what SqlClient takes, the database named in it. Better in the environment or in
    /// <see cref="ConnectionStringFile"/> than in a settings file. One of the two is required there.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>SQL Server: a file with the connection string alone, such as a mounted secret.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>SQL Server: of tables made from now on. Default: <see cref="TableStorage.Rowstore"/>.</summary>
    public TableStorage Storage { get; set; }

    /// <summary>
    /// SQL Server: how long a statement on the ledger may take. Default: 1 min; from 1 s to 1 hour.
    /// </summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// SQL Server: how long a statement that moves rows, or a query, may take. Default: 1 hour; from 1 s to 1 day.
    /// </summary>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often a step is tried when the warehouse was busy or away, the first time included; the pauses grow and
    /// are not all alike. Default: 4; from 1 to 20.
    /// </summary>
    public int Attempts { get; set; } = 4;

    /// <summary>
    /// SQL Server: where it is noted since when the server is away, for <c>status</c>. Null: nowhere.
    /// </summary>
    public string? OutageFile { get; set; }

    /// <summary>A folder for notes of what cannot be loaded; null: nothing is noted.</summary>
    public string? BlockedFolder { get; set; }

    /// <summary>
    /// How long to wait for somebody who has the warehouse: DuckDB's file, or SQL Server's lock of loads.
    /// Default: 30 s; from 0 to 1 hour.
    /// </summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Lake commits loaded in one transaction at most. Default: 1000; at least 1.</summary>
    public int MaxCommitsPerTransaction { get; set; } = 1000;

    /// <summary>
    /// Rows loaded in one transaction, at which no further commit joins it; a commit is never split.
    /// Default: 1,000,000; at least 1.
    /// </summary>
    public long MaxRowsPerTransaction { get; set; } = 1_000_000;

    /// <summary>
    /// SQL Server: <see cref="ConnectionString"/>, or what <see cref="ConnectionStringFile"/> holds now, without the
    /// white space around it.
    /// </summary>
    /// <exception cref="WarehouseException">Neither is set, or the file is not there, cannot be read or is empty.</exception>
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

    /// <summary>Everything that is wrong, each naming its setting; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Engine is WarehouseEngine.DuckDb)
        {
            Require(!string.IsNullOrWhiteSpace(DatabaseFile), $"{nameof(DatabaseFile)} is empty; expected the path of a file, such as data/warehouse.duckdb.");
            // The log of the file would go elsewhere.
            Require(
                !DatabaseFile.Contains('?', StringComparison.Ordinal),
                $"{nameof(DatabaseFile)} is '{DatabaseFile}': DuckDB ends a file name at a '?'; use a path without it.");
            Require(MemoryLimit is null || !string.IsNullOrWhiteSpace(MemoryLimit), $"{nameof(MemoryLimit)} is empty; expected a size, such as 1GB.");
            Require(Threads >= 0, $"{nameof(Threads)} is {Threads}; expected 0 (all processors) or more.");
        }
        else
        {
            Require(
                string.IsNullOrWhiteSpace(ConnectionString) != string.IsNullOrWhiteSpace(ConnectionStringFile),
                $"{nameof(ConnectionString)}: SQL Server needs exactly one connection string, here (better in the variable DataShare__Warehouse__ConnectionString) "
                + $"or in the file that {nameof(ConnectionStringFile)} names.");
        }

        RequireSpan(nameof(LockTimeout), LockTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
        RequireSpan(nameof(StatementTimeout), StatementTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        RequireSpan(nameof(LoadTimeout), LoadTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Require(Attempts is >= 1 and <= 20, $"{nameof(Attempts)} is {Attempts}; expected 1 to 20.");
        Require(MaxCommitsPerTransaction >= 1, $"{nameof(MaxCommitsPerTransaction)} is {MaxCommitsPerTransaction}; expected 1 or more.");
        Require(MaxRowsPerTransaction >= 1, $"{nameof(MaxRowsPerTransaction)} is {MaxRowsPerTransaction}; expected 1 or more.");
        return problems;

        void RequireSpan(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
            Require(value >= least && value <= most, $"{name} is {value}; expected {least} to {most}.");

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add($"DataShare:Warehouse:{problem}");
            }
        }
    }
}
