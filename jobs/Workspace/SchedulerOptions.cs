namespace DataShare.Jobs;

/// <summary>Settings of the schedule (section <c>DataShare:Scheduler</c>).</summary>
public sealed class SchedulerOptions
{
    /// <summary>
    /// Whether the <c>run</c> processes on one warehouse share the schedule of loads and polls: each job runs in one
    /// process at a time, and if a process dies, another runs its jobs again within half a minute. The processes need
    /// the same contracts and consumer definitions, and clocks that agree within a second. Needs
    /// <c>DataShare:Warehouse:Engine</c> to be <c>SqlServer</c>, whose database keeps the schedule. Ingestion is not
    /// shared and does not wait for the server. Default: false; each process has its own schedule.
    /// </summary>
    public bool Clustered { get; set; }
}
