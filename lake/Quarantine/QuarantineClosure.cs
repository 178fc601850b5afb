namespace DataShare.Lake;

/// <summary>How an entry was done with.</summary>
public enum QuarantineEnd
{
    /// <summary>It was taken in again; what was refused then has an entry of its own.</summary>
    Replayed,

    /// <summary>Somebody said that it is not needed.</summary>
    Discarded,
}

/// <summary>That an entry is done with: <c>closed.json</c> beside its reason, written once.</summary>
/// <param name="By">Who did it.</param>
/// <param name="Why">In their words, or null.</param>
/// <param name="LoadId">The load that replayed it; null when it was discarded.</param>
public sealed record QuarantineClosure(QuarantineEnd How, string By, string? Why, DateTimeOffset At, LoadId? LoadId);
