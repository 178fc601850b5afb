using DataShare.Consumers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The readers that changes of contracts may break.</summary>
/// <param name="Known">The known needs of consumers.</param>
/// <param name="Unread">Consumers whose needs are unknown.</param>
internal sealed record Readership(IReadOnlyList<ReaderNeeds> Known, IReadOnlyList<UnreadDefinition> Unread)
{
    /// <summary>The unreadable definitions that may read the dataset. Each counts as a reader of all columns that tolerates no change.</summary>
    /// <param name="datasets">All existing datasets.</param>
    public IEnumerable<(UnreadDefinition Definition, ReaderNeeds Needs)> MayRead(DatasetName dataset, int major, IReadOnlyCollection<DatasetName> datasets) =>
        Unread.Where(u => u.MayRead(dataset, datasets)).Select(u => (u, new ReaderNeeds(
            u.Name ?? Path.GetFileName(u.File), "unknown", dataset, major, null, new Dictionary<string, IReadOnlyList<ColumnType>>(), false, [])));
}
