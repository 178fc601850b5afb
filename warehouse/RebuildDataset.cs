using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// Rebuilds the tables of a dataset from the lake, in one transaction: readers see the old rows until the new ones are
/// committed. It can be stopped anywhere and repeated. Loads wait for it.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class RebuildDataset(LakeStore lake, IWarehouse warehouse, TimeProvider time, ILogger logger, StepBorder? border = null)
{
    /// <returns>Null if nothing of the dataset was loaded.</returns>
    /// <exception cref="WarehouseException">
    /// A contract cannot be read, the lake is not the one that was loaded from, or a part cannot be read. Nothing was
    /// changed.
    /// </exception>
    /// <exception cref="LakeCorruptException">A part does not match its commit. Nothing was changed.</exception>
    public ValueTask<RebuiltDataset?> RunAsync(DatasetName dataset, ContractCatalog catalog, CancellationToken cancellationToken) =>
        MemoryTries.RunAsync(() => OnceAsync(dataset, catalog, cancellationToken));

    private async ValueTask<RebuiltDataset?> OnceAsync(DatasetName dataset, ContractCatalog catalog, CancellationToken cancellationToken)
    {
        UnreadContracts.Refuse(catalog, dataset, "Nothing was rebuilt, and its tables stay as they are.");
        var start = time.GetTimestamp();
        await using var transaction = await warehouse.BeginLoadAsync(cancellationToken);
        var commits = new List<LakeCommit>();
        foreach (var table in lake.TablesOf(dataset))
        {
            var loaded = await transaction.FindTableAsync(table, cancellationToken);
            await foreach (var commit in lake.Table(table).CommitsAfterAsync(-1, cancellationToken))
            {
                if (commit.Version > loaded.LakeVersion)
                {
                    break;
                }

                commits.Add(commit);
            }
        }

        await PartProof.ConfirmAsync(commits.SelectMany(c => c.Parts), cancellationToken);
        var rebuilt = await transaction.RebuildAsync(catalog.Majors(dataset), commits, cancellationToken);
        if (rebuilt.Loads == 0)
        {
            return null;
        }

        border?.Invoke("rows rebuilt");
        await transaction.CompleteAsync(cancellationToken);
        border?.Invoke("rebuild committed");
        logger.Rebuilt(dataset, rebuilt.Loads, rebuilt.Rows, rebuilt.Changed.Count, (long)time.GetElapsedTime(start).TotalMilliseconds);
        return rebuilt;
    }
}
