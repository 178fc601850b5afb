namespace DataShare.Warehouse;

/// <summary>Names and statements for a shared schedule in the warehouse.</summary>
public static class ScheduleStatements
{
    /// <summary>The prefix of the table names in <c>0002_quartz.sql</c>.</summary>
    public const string TablePrefix = "datashare.QRTZ_";

    /// <summary>
    /// Locks a row until the transaction ends and returns it; returns nothing if the row does not exist. An update locks at
    /// every isolation level, without a hint.
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
