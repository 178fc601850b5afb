namespace DataShare.Warehouse;

/// <summary>What a session is asked besides rows.</summary>
internal static class SessionStatements
{
    /// <summary>A failed statement ends its transaction, so that nothing after it is done by half.</summary>
    public const string AbortOnError = "set xact_abort on;";

    /// <summary>
    /// The lock that makes loads one after the other: of the whole database, and of the transaction, so that it ends
    /// with it whatever happens to the process.
    /// </summary>
    public const string LockLoads =
        """
        set xact_abort on;
        declare @result int;
        exec @result = sp_getapplock
          @Resource = N'datashare.load', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @Milliseconds;
        select @result;
        """;

    /// <summary>A statement that changes a table's shape must not queue for long: all readers would queue behind it.</summary>
    public const string WaitBriefly = "set xact_abort on; set lock_timeout 10000;";

    public const string RowVersions =
        """
        select snapshot_isolation_state as SnapshotState, is_read_committed_snapshot_on as ReadCommittedState
        from sys.databases
        where database_id = db_id()
        """;
}
