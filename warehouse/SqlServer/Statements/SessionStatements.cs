namespace DataShare.Warehouse;

/// <summary>What a session is asked besides rows.</summary>
internal static class SessionStatements
{
    /// <summary>The error that our own statements throw when a lock is not granted in time.</summary>
    public const int LockNotGranted = 51000;

    /// <summary>
    /// Of every session, whatever the server's defaults or a consumer's own text have set: a failed statement ends its
    /// transaction, so that nothing after it is done by half, and the server says how many rows a statement changed, by
    /// which a checkpoint is known to have moved. Sent without parameters, since with them it would hold for itself alone.
    /// </summary>
    public const string Settings = "set nocount off; set rowcount 0; set xact_abort on;";

    /// <summary>
    /// The lock that makes loads one after the other: of the whole database, and of the transaction, so that it ends
    /// with it whatever happens to the process.
    /// </summary>
    public const string LockLoads =
        """
        declare @result int;
        exec @result = sp_getapplock
          @Resource = N'datashare.load', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @Milliseconds;
        select @result;
        """;

    /// <summary>How long a statement waits for a lock; for the session, as the pool gives the next one its own.</summary>
    public static string WaitForLocks(TimeSpan timeout) => $"set lock_timeout {SqlDialect.Literal((long)timeout.TotalMilliseconds)};";

    /// <summary>The collation by which functions count code points, and have no language's own letters.</summary>
    public const string CodePoints = "Latin1_General_100_CS_AS_SC";

    /// <summary>Whether the server has <see cref="CodePoints"/>: 0 or 1.</summary>
    public const string HasCodePoints = $"select count(*) from sys.fn_helpcollations() where name = N'{CodePoints}';";

    public const string RowVersions =
        """
        select snapshot_isolation_state as SnapshotState, is_read_committed_snapshot_on as ReadCommittedState
        from sys.databases
        where name = db_name()
        """;
}
