namespace DataShare.Jobs;

/// <summary>What a running process does: one part of the way of a file, or all of it.</summary>
[Flags]
public enum Roles
{
    None = 0,
    Producer = 1,
    Loader = 2,
    Consumer = 4,
    All = Producer | Loader | Consumer,
}
