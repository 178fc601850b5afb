using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Finds the datasets that have something to load. It queries the ledger once for all of them, so a thousand idle
/// datasets cost little more than one.
/// </summary>
public sealed class WaitingDatasets(LakeStore lake, IWarehouse warehouse)
{
    /// <summary>
    /// The datasets in the given order. It includes a dataset whose lake is not the one that was loaded, because the load
    /// reports that.
    /// </summary>
    public async ValueTask<IReadOnlyList<DatasetName>> FindAsync(
        IReadOnlyList<DatasetName> datasets, ContractCatalog catalog, CancellationToken cancellationToken)
    {
        var shapes = await warehouse.Ledger.ShapesAsync(cancellationToken);
        var loaded = (await warehouse.Ledger.TablesAsync(cancellationToken))
            .GroupBy(t => t.Table.Dataset)
            .ToDictionary(t => t.Key, t => t.ToList());
        var waiting = new List<DatasetName>();
        foreach (var dataset in datasets)
        {
            var tables = loaded.GetValueOrDefault(dataset) ?? [];
            if (IsToBeShaped(shapes.GetValueOrDefault(dataset), tables, catalog.Majors(dataset))
                || await HasNewsAsync(dataset, tables, cancellationToken))
            {
                waiting.Add(dataset);
            }
        }

        return waiting;
    }

    /// <summary>Whether a loaded dataset's tables and views do not follow its newest contracts yet.</summary>
    private static bool IsToBeShaped(ShapedDataset? shaped, List<TableStatus> loaded, DatasetMajors majors) =>
        shaped is null ? loaded.Count > 0 : shaped.RebuildReason is not null || shaped.Versions != majors.Versions;

    private async ValueTask<bool> HasNewsAsync(DatasetName dataset, List<TableStatus> loaded, CancellationToken cancellationToken)
    {
        foreach (var id in lake.TablesOf(dataset).Union(loaded.Select(t => t.Table)))
        {
            var table = lake.Table(id);
            var last = loaded.Find(t => t.Table == id);
            if (await table.VersionAsync(cancellationToken) != (last?.LakeVersion ?? -1)
                || (last is not null && !await FollowsAsync(table, last, cancellationToken)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A lake that was restored from an older copy may have reached the same version number again.</summary>
    private static async ValueTask<bool> FollowsAsync(DeltaTable table, TableStatus last, CancellationToken cancellationToken)
    {
        await foreach (var commit in table.CommitsAfterAsync(last.LakeVersion - 1, cancellationToken))
        {
            return LedgerMatch.Stranger(commit, last.LoadIds) is null;
        }

        return true;
    }
}
