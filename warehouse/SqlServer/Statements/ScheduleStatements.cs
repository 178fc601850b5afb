namespace DataShare.Warehouse;

/// <summary>What a schedule that is shared through the warehouse needs: its tables, and the lock on its changes.</summary>
public static class ScheduleStatements
{
    /// <summary>What the names of the tables of <c>0002_quartz.sql</c> begin with.</summary>
    public const string TablePrefix = "datashare.QRTZ_";

    /// <summary>
    /// Locks a row until the transaction ends and returns it; returns nothing when it is not there. An update locks at
    /// every isolation level and without a hint.
    /// </summary>
    public const string Lock =
        """
        update datashare.QRTZ_LOCKS
        set LOCK_NAME = LOCK_NAME
        where SCHED_NAME = @schedulerName and LOCK_NAME = @lockName;
        select LOCK_NAME
        from datashare.QRTZ_LOCKS
        where SCHED_NAME = @schedulerName and LOCK_NAME = @lockName;
        """;
}
