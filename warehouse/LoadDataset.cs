using System.Collections.Concurrent;
using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// Loads a dataset's lake commits into the warehouse, in their order, each exactly once. It can be stopped anywhere and
/// repeated, and several processes can run it at once: the ledger decides what to load, inside the transaction that
/// stores the rows.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class LoadDataset(
    LakeStore lake,
    IWarehouse warehouse,
    WarehouseOptions options,
    TimeProvider time,
    ILogger<LoadDataset> logger,
    StepBorder? border = null)
{
    /// <summary>The most tries to find the next commits. If two tables' commits each come after the other, no try succeeds.</summary>
    private const int MostLooks = 10;

    private readonly BlockedLoads blocked = new(options.BlockedFolder, time);
    private readonly RebuildDataset rebuild = new(lake, warehouse, time, logger, border);

    /// <summary>Tables whose log was checked to be the one that the ledger followed.</summary>
    private readonly ConcurrentDictionary<LakeTableId, bool> followed = new();

    /// <summary>Loads all commits after the last loaded one, of all major versions.</summary>
    /// <exception cref="WarehouseException">
    /// A commit's contract is not in the catalog, or cannot be read, its rows cannot be stored, or the lake is not the
    /// one that was loaded from before. What was loaded before stays.
    /// </exception>
    /// <exception cref="LakeCorruptException">
    /// A part does not match its commit; nothing of its transaction was stored.
    /// </exception>
    public async ValueTask<LoadSummary> RunAsync(
        DatasetName dataset,
        ContractCatalog catalog,
        CancellationToken cancellationToken)
    {
        UnreadContracts.Refuse(catalog, dataset, "Nothing was loaded, and its tables stay as they are.");
        IReadOnlyList<LakeCommit>? next = null;
        try
        {
            var summary = await RunAsync(dataset, catalog, commits => next = commits, cancellationToken);
            blocked.Clear(dataset);
            return summary;
        }
        catch (Exception e) when (e is WarehouseException or LakeCorruptException)
        {
            blocked.Note(dataset, next, e.Message);
            throw;
        }
    }

    /// <param name="begun">Called with the commits of each transaction before it begins.</param>
    private async ValueTask<LoadSummary> RunAsync(
        DatasetName dataset, ContractCatalog catalog, Action<IReadOnlyList<LakeCommit>> begun, CancellationToken cancellationToken)
    {
        var majors = catalog.Majors(dataset);
        var shaped = await warehouse.Ledger.ShapeAsync(dataset, cancellationToken);
        var rebuilt = await RebuildAsync(dataset, shaped, catalog, cancellationToken);
        await ShapeAsync(majors, shaped, cancellationToken);
        var size = new TransactionSize(options.MaxCommitsPerTransaction);
        var loads = new List<LoadedCommit>();
        while (await FindNextAsync(dataset, size, cancellationToken) is { } next)
        {
            begun(next);
            loads.AddRange(await LoadAsync(next, size, catalog, majors, cancellationToken));
            border?.Invoke("load committed");
        }

        return new LoadSummary(loads) { Rebuilt = rebuilt };
    }

    private async ValueTask<RebuiltDataset?> RebuildAsync(
        DatasetName dataset, ShapedDataset? shaped, ContractCatalog catalog, CancellationToken cancellationToken)
    {
        if (shaped?.RebuildReason is not { } reason)
        {
            return null;
        }

        logger.Rebuilding(dataset, reason);
        return await rebuild.RunAsync(dataset, catalog, cancellationToken);
    }

    /// <summary>A published version changes tables and views, even if no file has come under it.</summary>
    private async ValueTask ShapeAsync(DatasetMajors majors, ShapedDataset? shaped, CancellationToken cancellationToken)
    {
        if (shaped?.Versions == majors.Versions
            || (shaped is null && !await IsLoadedAsync(majors, cancellationToken)))
        {
            return;
        }

        await using (var transaction = await warehouse.BeginLoadAsync(majors.Dataset, cancellationToken))
        {
            await transaction.ShapeAsync(majors, cancellationToken);
            await transaction.CompleteAsync(cancellationToken);
        }

        border?.Invoke("tables shaped");
        logger.Shaped(majors.Dataset, majors.Versions);
    }

    private async ValueTask<bool> IsLoadedAsync(DatasetMajors majors, CancellationToken cancellationToken)
    {
        foreach (var contract in majors.Newest)
        {
            var table = new LakeTableId(majors.Dataset, contract.Version.Major);
            if (await warehouse.Ledger.LastLakeVersionAsync(table, cancellationToken) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The next commits of one table. No commit before them waits in another table, because if a key has rows under two majors,
    /// the later row must count. Null if nothing waits.
    /// </summary>
    private async ValueTask<IReadOnlyList<LakeCommit>?> FindNextAsync(
        DatasetName dataset, TransactionSize size, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var (waiting, seen) = (new List<IReadOnlyList<LakeCommit>>(), new Dictionary<int, long>());
            foreach (var table in lake.TablesOf(dataset))
            {
                var (loaded, commits) = await FindWaitingAsync(table, size, cancellationToken);
                seen[table.Major] = commits.Count > 0 ? commits[^1].Version : loaded;
                waiting.AddRange(commits.Count > 0 ? [commits] : []);
                border?.Invoke("waiting commits found");
            }

            if (waiting.Count == 0)
            {
                return null;
            }

            // If there is none, a table was read before a commit came that the other tables' commits follow.
            if (CommitOrder.Next(waiting, seen) is { Count: > 0 } next)
            {
                return next;
            }

            await ConfirmOrderAsync(waiting, look, cancellationToken);
        }
    }

    private async ValueTask ConfirmOrderAsync(IReadOnlyList<IReadOnlyList<LakeCommit>> waiting, int look, CancellationToken cancellationToken)
    {
        foreach (var commit in waiting.Select(w => w[0]))
        {
            foreach (var (major, version) in commit.After)
            {
                var other = new LakeTableId(commit.Table.Dataset, major);
                var newest = await lake.Table(other).VersionAsync(cancellationToken);
                if (newest < version || look == MostLooks)
                {
                    throw CommitOrder.Torn(commit, other, version, newest);
                }
            }
        }
    }

    /// <summary>As many of the next commits as fit in one transaction. A commit is never split.</summary>
    private async ValueTask<(long Loaded, IReadOnlyList<LakeCommit> Commits)> FindWaitingAsync(
        LakeTableId id, TransactionSize size, CancellationToken cancellationToken)
    {
        var table = lake.Table(id);
        var loaded = await warehouse.Ledger.LastLakeVersionAsync(id, cancellationToken);
        var waiting = new List<LakeCommit>();
        var newest = await table.VersionAsync(cancellationToken);
        await ConfirmFollowsAsync(table, loaded, newest, cancellationToken);
        if (newest <= loaded)
        {
            return (loaded, waiting);
        }

        var rows = 0L;
        await foreach (var commit in table.CommitsAfterAsync(loaded, cancellationToken))
        {
            if (waiting.Count > 0 && rows + commit.AcceptedRows > options.MaxRowsPerTransaction)
            {
                break;
            }

            waiting.Add(commit);
            rows += commit.AcceptedRows;
            if (waiting.Count == size.MostCommits)
            {
                break;
            }
        }

        return (loaded, waiting);
    }

    /// <summary>
    /// Checks that the log is still the one that was loaded from. If the lake was emptied, or restored from an older copy, its
    /// next commits have numbers that the ledger already knows, and would be skipped without an error.
    /// </summary>
    private async ValueTask ConfirmFollowsAsync(DeltaTable table, long loaded, long newest, CancellationToken cancellationToken)
    {
        if (loaded < 0 || (loaded <= newest && followed.ContainsKey(table.Id)))
        {
            return;
        }

        if (loaded > newest)
        {
            throw OtherLake(table.Id, loaded, string.Create(CultureInfo.InvariantCulture, $"the lake's log ends at {newest}"));
        }

        await foreach (var commit in table.CommitsAfterAsync(loaded - 1, cancellationToken))
        {
            var last = await warehouse.Ledger.LastLoadAsync(table.Id, cancellationToken);
            if (last?.Commit.LakeVersion == loaded && LedgerMatch.Stranger(commit, last.Commit.LoadIds) is { } stranger)
            {
                throw OtherLake(table.Id, loaded, $"the lake has load {stranger} there, which was never loaded");
            }

            break;
        }

        followed[table.Id] = true;
    }

    private static WarehouseException OtherLake(LakeTableId table, long loaded, string found) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The warehouse has loaded lake version {loaded} of {table}, but {found}: the lake was emptied or restored from an older backup. ")
        + "Nothing was loaded. Restore the newer lake; or move the warehouse's file elsewhere and run: datashare ingest, which loads "
        + "this lake from its beginning, for consumers too.");

    /// <summary>Tries again if the transaction was lost. Its rows are rolled back, and the ledger shows where to continue.</summary>
    private async ValueTask<IReadOnlyList<LoadedCommit>> LoadAsync(
        IReadOnlyList<LakeCommit> waiting,
        TransactionSize size,
        ContractCatalog catalog,
        DatasetMajors majors,
        CancellationToken cancellationToken)
    {
        var table = waiting[0].Table;
        using var scope = logger.BeginLoads(waiting.SelectMany(c => c.Drops).Select(d => d.LoadId));
        // Before the transaction, so that a damaged part is reported clearly, and no other load waits for the check.
        await PartProof.ConfirmAsync(waiting.SelectMany(c => c.Parts), cancellationToken);
        border?.Invoke("parts confirmed");
        var retries = Retries.Of(
            time,
            Random.Shared,
            (attempt, fault) => fault switch
            {
                WarehouseLimitException => waiting.Count > 1,
                WarehouseTimeoutException or WarehouseFullException => false,
                _ => fault is WarehouseBusyException && attempt < options.Attempts,
            },
            (attempt, fault) =>
            {
                if (fault is WarehouseLimitException)
                {
                    logger.LoadHalved(table, waiting.Count, waiting.Count / 2, fault.Message);
                    waiting = size.Halve(waiting);
                    return;
                }

                logger.LoadLost(table, attempt, fault.Message);
            });
        return await retries.ExecuteAsync(
            token => MemoryTries.RunAsync(async () =>
            {
                // This call itself waits for its turn, and for a server that is down.
                var transaction = await warehouse.BeginLoadAsync(table.Dataset, token);
                return await LoadAsync(transaction, table, waiting, catalog, majors, token);
            }),
            cancellationToken);
    }

    private async ValueTask<IReadOnlyList<LoadedCommit>> LoadAsync(
        ILoadTransaction transaction,
        LakeTableId table,
        IReadOnlyList<LakeCommit> waiting,
        ContractCatalog catalog,
        DatasetMajors majors,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await using (transaction)
        {
            border?.Invoke("load begun");

            // Another process may have loaded some of them in the meantime. The ledger inside the transaction decides.
            var before = await transaction.FindTableAsync(table, cancellationToken);
            IReadOnlyList<LakeCommit> commits = [.. waiting.Where(c => c.Version > before.LakeVersion)];
            if (commits.Count == 0)
            {
                return [];
            }

            ConfirmKnown(catalog, table, commits, before);
            var loaded = await transaction.ApplyAsync(commits, majors, cancellationToken);
            border?.Invoke("rows stored");
            await transaction.CompleteAsync(cancellationToken);
            followed[table] = true;
            logger.LoadDone(table, commits.Count, loaded.Sum(l => l.RowsInserted), (long)time.GetElapsedTime(start).TotalMilliseconds);
            return loaded;
        }
    }

    /// <summary>Rows are stored by the newest contract of their major, which must be at least as new as the rows' contract.</summary>
    private static void ConfirmKnown(ContractCatalog catalog, LakeTableId table, IReadOnlyList<LakeCommit> commits, LoadedTable before)
    {
        var versions = commits.SelectMany(c => c.Drops).Select(d => d.Contract).ToHashSet();
        if (before.Contract is { } shape)
        {
            versions.Add(shape);
        }

        if (versions.Count == 0)
        {
            throw new WarehouseException(
                $"The commits of {table} name no drop, so their contract is unknown. They stay in the lake and were not loaded. "
                + "See the damage with: datashare verify");
        }

        foreach (var version in versions.Where(v => catalog.Find(table.Dataset, v) is null))
        {
            throw new WarehouseException(
                $"The lake's table {table} has rows under contract {table.Dataset} {version}, which is missing here. "
                + "They stay in the lake and were not loaded. Restore the contract's file and run: datashare ingest");
        }
    }
}
