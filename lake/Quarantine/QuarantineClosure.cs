namespace DataShare.Lake;

/// <summary>The way in which an entry was closed.</summary>
public enum QuarantineEnd
{
    /// <summary>The file or the rows were taken in again. Rows that were refused again have a new entry.</summary>
    Replayed,

    /// <summary>Somebody decided that the entry is not needed.</summary>
    Discarded,
}

/// <summary>The closure of an entry: <c>closed.json</c> next to its reason, written once.</summary>
/// <param name="By">The person who closed it.</param>
/// <param name="Why">The reason, or null.</param>
/// <param name="LoadId">The load that replayed it; null if it was discarded.</param>
public sealed record QuarantineClosure(QuarantineEnd How, string By, string? Why, DateTimeOffset At, LoadId? LoadId);
