using DataShare.Consumers;

namespace DataShare.Jobs;

/// <summary>The differences between two sets of served consumers.</summary>
/// <param name="Added">New consumers.</param>
/// <param name="Changed">Consumers with a different text, in their new state.</param>
/// <param name="Removed">Consumers that are no longer served, in their old state.</param>
internal sealed record ConsumerChanges(
    IReadOnlyList<ConsumerDefinition> Added, IReadOnlyList<ConsumerDefinition> Changed, IReadOnlyList<ConsumerDefinition> Removed)
{
    /// <summary>Compares by name, as positions are. The same text in another file is no change.</summary>
    public static ConsumerChanges Between(ConsumerCatalog before, ConsumerCatalog after) => new(
        [.. after.Definitions.Where(d => before.Find(d.Name) is null)],
        [.. after.Definitions.Where(d => before.Find(d.Name) is { } known && known.SourceText != d.SourceText)],
        [.. before.Definitions.Where(d => after.Find(d.Name) is null)]);

    public IEnumerable<ConsumerDefinition> Wanted => Added.Concat(Changed);

    public bool IsEmpty => Added.Count + Changed.Count + Removed.Count == 0;
}
