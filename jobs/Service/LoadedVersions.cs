using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// Which lake versions this process knows to be loaded, so that looking for new ones does not open the warehouse.
/// Only a shortcut: the truth is the ledger, and an unknown table counts as behind.
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

    /// <summary>Versions to note as loaded when the load that begins now has succeeded.</summary>
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
