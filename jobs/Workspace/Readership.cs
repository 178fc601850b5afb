using DataShare.Consumers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Whom changes of contracts are judged against.</summary>
/// <param name="Known">What consumers are known to rely on.</param>
/// <param name="Unread">Consumers of whom that cannot be told.</param>
internal sealed record Readership(IReadOnlyList<ReaderNeeds> Known, IReadOnlyList<UnreadDefinition> Unread)
{
    /// <summary>Those that may read the dataset, each as one who reads all of it and can take no change.</summary>
    /// <param name="datasets">All that there are.</param>
    public IEnumerable<(UnreadDefinition Definition, ReaderNeeds Needs)> MayRead(DatasetName dataset, int major, IReadOnlyCollection<DatasetName> datasets) =>
        Unread.Where(u => u.MayRead(dataset, datasets)).Select(u => (u, new ReaderNeeds(
            u.Name ?? Path.GetFileName(u.File), "unknown", dataset, major, null, new Dictionary<string, IReadOnlyList<ColumnType>>(), false, [])));
}
