using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// Rebuilds the tables of a dataset from the lake: readers see the old rows until the new ones replace them, in one transaction.
/// If the engine can, it fills other tables beside them first, in several transactions, so that loads and deliveries go on
/// meanwhile. It can be stopped anywhere and repeated.
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
    public async ValueTask<RebuiltDataset?> RunAsync(DatasetName dataset, ContractCatalog catalog, CancellationToken cancellationToken)
    {
        UnreadContracts.Refuse(catalog, dataset, "Nothing was rebuilt, and its tables stay as they are.");
        var start = time.GetTimestamp();
        var majors = catalog.Majors(dataset);
        if ((await LoadedAsync(majors, cancellationToken)).Count == 0)
        {
            return null;
        }

        var rebuilt = await BesideAsync(majors, BesideTables.Of(catalog, dataset), cancellationToken)
            ?? await MemoryTries.RunAsync(() => AtOnceAsync(majors, cancellationToken));
        border?.Invoke("rebuild committed");
        logger.Rebuilt(dataset, rebuilt.Loads, rebuilt.Rows, rebuilt.Changed.Count, (long)time.GetElapsedTime(start).TotalMilliseconds);
        return rebuilt;
    }

    /// <returns>Null if the engine cannot build tables beside.</returns>
    private async ValueTask<RebuiltDataset?> BesideAsync(DatasetMajors majors, DatasetMajors beside, CancellationToken cancellationToken)
    {
        await using (var cleaning = await warehouse.BeginLoadAsync(BesideTables.Dataset, cancellationToken))
        {
            if (!cleaning.CanBuildBeside)
            {
                return null;
            }

            await cleaning.DropBesideAsync(cancellationToken);
            await cleaning.CompleteAsync(cancellationToken);
        }

        for (var stored = 0; ;)
        {
            // Other processes may load in the meantime. Their commits follow.
            var loaded = await LoadedAsync(majors, cancellationToken);
            foreach (var group in CommitGroups.Of([.. loaded.Skip(stored)]))
            {
                await MemoryTries.RunAsync(() => StoreAsync(beside, group, cancellationToken));
            }

            stored = loaded.Count;
            await using var transaction = await warehouse.BeginLoadAsync(majors.Dataset, cancellationToken);
            if ((await LoadedAsync(majors, cancellationToken)).Count == stored)
            {
                var rebuilt = await transaction.TakeBesideAsync(majors, cancellationToken);
                border?.Invoke("tables replaced");
                await transaction.CompleteAsync(cancellationToken);
                return rebuilt;
            }
        }
    }

    private async ValueTask<int> StoreAsync(DatasetMajors beside, IReadOnlyList<PlacedCommit> group, CancellationToken cancellationToken)
    {
        await PartProof.ConfirmAsync(group.SelectMany(c => c.Commit.Parts), cancellationToken);
        await using var transaction = await warehouse.BeginLoadAsync(BesideTables.Dataset, cancellationToken);
        await transaction.ApplyAsync([.. group.Select(c => BesideTables.Of(c.Commit))], beside, cancellationToken);
        await transaction.CompleteAsync(cancellationToken);
        border?.Invoke("rows stored beside");
        return group.Count;
    }

    private async ValueTask<RebuiltDataset> AtOnceAsync(DatasetMajors majors, CancellationToken cancellationToken)
    {
        await using var transaction = await warehouse.BeginLoadAsync(majors.Dataset, cancellationToken);
        IReadOnlyList<LakeCommit> commits = [.. (await LoadedAsync(majors, cancellationToken)).Select(c => c.Commit)];
        await PartProof.ConfirmAsync(commits.SelectMany(c => c.Parts), cancellationToken);
        var rebuilt = await transaction.RebuildAsync(majors, commits, cancellationToken);
        await transaction.CompleteAsync(cancellationToken);
        return rebuilt;
    }

    /// <summary>The loaded commits of all majors, in the ledger's order.</summary>
    private async ValueTask<IReadOnlyList<PlacedCommit>> LoadedAsync(DatasetMajors majors, CancellationToken cancellationToken)
    {
        var loads = (await warehouse.Ledger.LoadsAsync(majors.Dataset, int.MaxValue, cancellationToken)).Reverse().ToList();
        return LedgerMatch.Commits(majors, loads, await LoadedCommits.ReadAsync(lake, loads, cancellationToken));
    }
}
