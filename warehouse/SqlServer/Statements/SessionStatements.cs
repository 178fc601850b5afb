namespace DataShare.Warehouse;

/// <summary>Statements about the session itself.</summary>
internal static class SessionStatements
{
    /// <summary>The error that our own statements throw when a lock is not granted in time.</summary>
    public const int LockNotGranted = 51000;

    /// <summary>
    /// The settings of every session, whatever the server's defaults or a consumer's statements are: a failed statement ends its
    /// transaction, so that nothing is half done; and the server reports the number of changed rows, which shows whether a
    /// position moved. Sent without parameters, because with parameters it would affect only its own statement.
    /// </summary>
    public const string Settings = "set nocount off; set rowcount 0; set xact_abort on;";

    /// <summary>
    /// The lock that lets one load of a dataset run at a time in the whole database. The transaction owns it, so it ends with the transaction,
    /// whatever happens to the process.
    /// </summary>
    public const string LockLoads =
        """
        declare @result int;
        declare @name nvarchar(255) = N'datashare.load.' + @Dataset;
        exec @result = sp_getapplock
          @Resource = @name, @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @Milliseconds;
        select @result;
        """;

    /// <summary>Sets the longest wait for a lock. It holds for the session; the pool resets it for the next one.</summary>
    public static string WaitForLocks(TimeSpan timeout) => $"set lock_timeout {SqlDialect.Literal((long)timeout.TotalMilliseconds)};";

    /// <summary>The collation with which functions count code points and follow no language's rules.</summary>
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
