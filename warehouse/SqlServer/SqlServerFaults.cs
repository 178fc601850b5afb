using System.Collections.Frozen;
using System.Globalization;
using DataShare.Schemas;
using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>Decides which of the server's errors are worth another try, and adds the next step to each message.</summary>
internal static class SqlServerFaults
{
    private const string SetUp =
        "An administrator runs the script that makes database, login, rights and roles (docs/sql-server.md; "
        + "'datashare init --engine sqlserver' writes it as setup.sql).";

    private static readonly FrozenSet<int> DuplicateKeys = FrozenSet.ToFrozenSet([2627, 2601]);

    /// <summary>
    /// Temporary errors: SqlClient's own list of transient errors (Microsoft.Data.SqlClient,
    /// SqlConfigurableRetryFactory), conflicts of row versions, a database that is starting or failing over, and missing
    /// memory. 4060 is not in this list, because somebody has to create a missing database.
    /// </summary>
    private static readonly FrozenSet<int> Transient = FrozenSet.ToFrozenSet(
    [
        233, 921, 922, 927, 976, 978, 983, 997, 1204, 1205, 1222, 3906, 3958, 3960, 3961, 3966, 3967, 4221, 8645, 8651, 10928, 10929, 40143, 40197, 40501, 40540, 40613, 42108, 42109,
        18401, 49918, 49919, 49920, SessionStatements.LockNotGranted,
    ]);

    /// <summary>SqlClient's number for a statement that took longer than its time-out.</summary>
    private const int TimedOut = -2;

    /// <summary>
    /// Errors for a transaction that is too large: the limits of Azure SQL (size of the database, time, locks, tempdb, log,
    /// memory), a full log, a full file.
    /// </summary>
    private static readonly FrozenSet<int> TooLarge = FrozenSet.ToFrozenSet([40544, 40549, 40550, 40551, 40552, 40553, 9002, 1105]);

    private static readonly FrozenSet<int> LoginRefused = FrozenSet.ToFrozenSet([18452, 18456, 18470, 18486, 18487, 18488, 40532, 40615, 40914, 47073]);

    private static readonly FrozenSet<int> DatabaseMissing = FrozenSet.ToFrozenSet([911, 4060, 4063, 4064]);

    private static readonly FrozenSet<int> RightMissing = FrozenSet.ToFrozenSet(
        [229, 230, 262, 297, 300, 378, 916, 1088, 2760, 4613, 4701, 6004, 15151, 15247]);

    /// <param name="doing">The failed step, for the message.</param>
    /// <param name="isOpen">Whether the connection is still open.</param>
    public static Exception Explain(string doing, SqlException fault, bool isOpen)
    {
        var number = fault.Number;
        if (number == TimedOut)
        {
            return new WarehouseTimeoutException(
                $"Could not {doing} in time: {Said(fault)} Nothing was changed. It is not tried again automatically. Find out what slows down the "
                + "server, or set a longer DataShare:Warehouse:LoadTimeout (StatementTimeout for the ledger).",
                fault);
        }

        if (TooLarge.Contains(number))
        {
            return new WarehouseLimitException($"Could not {doing}: {Said(fault)} Nothing was changed. {Room(number)}", fault);
        }

        if (Transient.Contains(number))
        {
            return new WarehouseBusyException($"Could not {doing}: {Said(fault)} Nothing was changed; you can try again.", fault);
        }

        if (DatabaseMissing.Contains(number) || LoginRefused.Contains(number) || RightMissing.Contains(number))
        {
            return new WarehouseException($"Could not {doing}: {Said(fault)} Nothing was changed. {Remedy(number)}", fault);
        }

        return !isOpen || fault.Class >= 20
            ? new WarehouseAwayException(
                $"Could not {doing}: the connection to the server was cut. {Said(fault)} What was not committed is undone; "
                + "the same command continues from there.",
                fault)
            : new WarehouseException($"Could not {doing}: {Said(fault)} Nothing was changed.", fault);
    }

    /// <summary>Explains why a connection could not be opened.</summary>
    public static Exception ExplainOpen(string server, string database, SqlException fault)
    {
        var number = fault.Number;
        if (LoginRefused.Contains(number))
        {
            return new WarehouseException($"The SQL Server at '{server}' refuses the login. {Said(fault)} Nothing was changed. {Remedy(number)}", fault);
        }

        if (Transient.Contains(number))
        {
            return new WarehouseBusyException(
                $"The SQL Server at '{server}' does not accept connections at the moment. {Said(fault)} Nothing was changed; you can try again.", fault);
        }

        if (DatabaseMissing.Contains(number) || RightMissing.Contains(number))
        {
            return new WarehouseException(
                $"The SQL Server at '{server}' has no database '{database}' that this login may use. {Said(fault)} Nothing was changed. {Remedy(number)}",
                fault);
        }

        if (EncryptionFaults.Explain(server, fault) is { } disagreement)
        {
            return disagreement;
        }

        return new WarehouseAwayException(
            $"The SQL Server at '{server}' cannot be reached. {Said(fault)} Nothing was changed: meanwhile files land in the lake, "
            + "and are loaded when the server is back. Check that it runs, and that its name in the connection string is right.",
            fault);
    }

    public static WarehouseBusyException LoadUnderWay(DatasetName dataset, TimeSpan waited) => new(
        $"Another load of {dataset} is still running in the warehouse after {waited.TotalSeconds:0.#} s. Nothing was changed. "
        + "Try again when it is done; DataShare:Warehouse:LockTimeout sets how long to wait.");

    public static bool IsDuplicateKey(SqlException fault) => DuplicateKeys.Contains(fault.Number);

    public static WarehouseBusyException Conflict(string doing, SqlException fault) => new(
        $"Could not {doing}: another process changed the same rows at the same time. Nothing was changed; try again. ({Said(fault)})",
        fault);

    private static string Remedy(int number) =>
        LoginRefused.Contains(number)
            ? "Put the right user and password into the connection string (the variable DataShare__Warehouse__ConnectionString, "
                + "or the file that DataShare:Warehouse:ConnectionStringFile names). If there is no such login: " + SetUp
        : DatabaseMissing.Contains(number)
            ? "If the name in the connection string is right: " + SetUp
        : SetUp;

    /// <summary>The advice for an administrator if even one commit is too large.</summary>
    private static string Room(int number) => number switch
    {
        40544 => "The database is full: raise its maximum size, or delete data that is not needed; then run: datashare ingest",
        9002 => "The transaction log is full: back it up or let it grow (docs/sql-server.md, Size, log and tempdb); then run: datashare ingest",
        1105 => "A file of the database or of tempdb is full: enlarge it; then run: datashare ingest",
        _ => "A lake commit is never split: choose a larger service tier for the load, or drop smaller files; then run: datashare ingest",
    };

    /// <summary>The message of the server or of the connection, with its error number if there is one.</summary>
    public static string Said(SqlException fault)
    {
        var text = fault.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        var number = fault.Number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"({fault.Number}) ");
        return $"{number}{text}.";
    }
}
