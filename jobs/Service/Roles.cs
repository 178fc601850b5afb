namespace DataShare.Jobs;

/// <summary>The steps that a process runs: one, or all.</summary>
[Flags]
public enum Roles
{
    None = 0,
    Producer = 1,
    Loader = 2,
    Consumer = 4,
    All = Producer | Loader | Consumer,
}
