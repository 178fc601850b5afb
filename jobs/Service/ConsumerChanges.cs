using DataShare.Consumers;

namespace DataShare.Jobs;

/// <summary>What a service has to do so that it serves other consumers than before.</summary>
/// <param name="Added">Not served before.</param>
/// <param name="Changed">Served before by another text, as they are now.</param>
/// <param name="Removed">Served before and no more, as they were.</param>
internal sealed record ConsumerChanges(
    IReadOnlyList<ConsumerDefinition> Added, IReadOnlyList<ConsumerDefinition> Changed, IReadOnlyList<ConsumerDefinition> Removed)
{
    /// <summary>By name: it is what checkpoints go by. The same text in another file is no change.</summary>
    public static ConsumerChanges Between(ConsumerCatalog before, ConsumerCatalog after) => new(
        [.. after.Definitions.Where(d => before.Find(d.Name) is null)],
        [.. after.Definitions.Where(d => before.Find(d.Name) is { } known && known.SourceText != d.SourceText)],
        [.. before.Definitions.Where(d => after.Find(d.Name) is null)]);

    public IEnumerable<ConsumerDefinition> Wanted => Added.Concat(Changed);

    public bool IsEmpty => Added.Count + Changed.Count + Removed.Count == 0;
}
