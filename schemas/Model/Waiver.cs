namespace DataShare.Schemas;

/// <summary>A breaking change that somebody has agreed to for one consumer, or for producers, until a date.</summary>
/// <param name="Change">The change's path, such as <c>columns.amount</c>, as <c>schema check</c> names it.</param>
/// <param name="Consumer">The consumer that it breaks, or the producer who sends the files.</param>
/// <param name="Until">The last day on which it holds, in UTC.</param>
/// <param name="AgreedBy">The person who agreed.</param>
public sealed record Waiver(string Change, string Consumer, DateOnly Until, string AgreedBy)
{
    /// <summary>Whether it is for producers, whose files would be read differently.</summary>
    public bool IsOfProducers { get; init; }
}
