using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// The lake versions that this process knows to be loaded, so that it can look for new ones without opening the warehouse.
/// It is only a shortcut: the ledger decides, and an unknown table counts as not loaded.
/// </summary>
internal sealed class LoadedVersions(LakeStore lake, TimeProvider time)
{
    private readonly ConcurrentDictionary<LakeTableId, long> versions = new();
    private readonly FolderLooks looks = new(time);

    public async ValueTask<bool> IsBehindAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        foreach (var table in lake.TablesOf(dataset, looks))
        {
            if (await lake.Table(table).VersionAsync(cancellationToken) > versions.GetValueOrDefault(table, -1))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The versions that are loaded if the load that begins now succeeds.</summary>
    public async ValueTask<IReadOnlyDictionary<LakeTableId, long>> ReadAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        var found = new Dictionary<LakeTableId, long>();
        foreach (var table in lake.TablesOf(dataset))
        {
            found[table] = await lake.Table(table).VersionAsync(cancellationToken);
        }

        return found;
    }

    public void Note(IReadOnlyDictionary<LakeTableId, long> loaded)
    {
        foreach (var (table, version) in loaded)
        {
            versions.AddOrUpdate(table, version, (_, known) => Math.Max(known, version));
        }
    }
}
