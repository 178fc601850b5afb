using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Warehouse;

/// <summary>
/// Compares the warehouse with the lake, load by load: each loaded commit is in the lake, the ledger has the right
/// counts, and after all later loads the tables have the right rows of it: their number, and a hash of their values. Changes
/// nothing.
/// </summary>
public sealed class VerifyLoads(LakeStore lake, IWarehouse warehouse, WarehouseOptions options)
{
    /// <summary>The most tries to count and hash the rows of one state.</summary>
    private const int MostCounts = 5;

    /// <summary>Compares numbers of rows and their values.</summary>
    /// <exception cref="LakeCorruptException">The log of a table cannot be read.</exception>
    /// <exception cref="WarehouseException">A part, or a contract, cannot be read.</exception>
    public ValueTask<LoadVerdict> RunAsync(DatasetName dataset, ContractCatalog catalog, CancellationToken cancellationToken) =>
        RunAsync(dataset, catalog, withValues: true, cancellationToken);

    /// <param name="withValues">
    /// Whether to compare values too. Only for parts whose hashes were compared: a damaged part has other values than the warehouse,
    /// and then the warehouse is right.
    /// </param>
    /// <exception cref="LakeCorruptException">The log of a table cannot be read.</exception>
    /// <exception cref="WarehouseException">A part, or a contract, cannot be read.</exception>
    public async ValueTask<LoadVerdict> RunAsync(DatasetName dataset, ContractCatalog catalog, bool withValues, CancellationToken cancellationToken)
    {
        UnreadContracts.Refuse(catalog, dataset, "Its tables were not compared with the lake.");
        var majors = catalog.Majors(dataset);
        var shaped = await warehouse.Ledger.ShapeAsync(dataset, cancellationToken);
        var found = await CountAsync(majors, withValues && shaped?.Versions == majors.Versions, cancellationToken);
        var commits = (await LoadedCommits.ReadAsync(lake, found.Loads, cancellationToken)).ToDictionary(c => (c.Table, c.Version));
        var problems = new List<string>(Missing(majors, found.Loads, commits));
        var differences = new List<string>();
        if (problems.Count == 0)
        {
            var placed = LedgerMatch.Commits(majors, found.Loads, [.. commits.Values]);
            var replay = new LakeReplay(majors, placed, new DuckDbMemory(options, NullLogger.Instance));
            foreach (var (table, stored) in found.Tables.OrderBy(t => t.Key.Major))
            {
                var expected = await replay.OfAsync(table, cancellationToken);
                differences.AddRange(Differences(table, found.Loads, withValues ? stored : [.. stored.Select(r => r with { Content = null })], expected));
            }
        }

        var rows = found.Tables.Values.Sum(t => t.Sum(r => r.Live));
        problems.AddRange(await AheadAsync(dataset, cancellationToken));
        return new LoadVerdict(dataset, found.Loads.Count, rows, [.. differences, .. problems], shaped?.RebuildReason)
        {
            RebuildHelps = differences.Count > 0,
        };
    }

    /// <summary>Counts the rows, and hashes them if the engine has not done it. Loads in between make it count again.</summary>
    private async ValueTask<LoadedRows> CountAsync(DatasetMajors majors, bool withValues, CancellationToken cancellationToken)
    {
        var found = await warehouse.CountAsync(majors, cancellationToken);
        for (var attempt = 1; withValues && found.Tables.Values.Any(t => t.Any(r => r is { Live: > 0, Content: null })); attempt++)
        {
            var exported = new ExportedContent(warehouse, Engines.All[options.Engine].Dialect, new DuckDbMemory(options, NullLogger.Instance));
            var hashed = new Dictionary<LakeTableId, IReadOnlyList<StoredRows>>();
            foreach (var (table, stored) in found.Tables)
            {
                var content = await exported.OfAsync(table, majors.Find(table.Major)!, cancellationToken);
                hashed[table] = [.. stored.Select(r => r with { Content = content.GetValueOrDefault(r.Place) })];
            }

            var again = await warehouse.CountAsync(majors, cancellationToken);
            if (again.Loads.Count == found.Loads.Count)
            {
                return found with { Tables = hashed };
            }

            if (attempt == MostCounts)
            {
                throw new WarehouseBusyException($"Loads of {majors.Dataset} came while its rows were compared. Nothing was changed. Run verify again when fewer files come.");
            }

            found = again;
        }

        return found;
    }

    /// <summary>Consumers that have received versions which the lake does not have.</summary>
    private async ValueTask<IEnumerable<string>> AheadAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        var ahead = new List<string>();
        foreach (var consumer in await warehouse.Ledger.ConsumersAsync(cancellationToken))
        {
            foreach (var table in consumer.Positions.Tables.Where(t => t.Dataset == dataset))
            {
                var (position, newest) = (consumer.Positions.Of(table)!.Value, await lake.Table(table).VersionAsync(cancellationToken));
                if (position > newest)
                {
                    ahead.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"consumer '{consumer.Consumer}' has received {table}@{position}, but the log ends at {newest}: the lake was restored from an older copy. ")
                        + "Restore the newer lake; without one, choose where it continues: datashare consume NAME --from newest");
                }
            }
        }

        return ahead;
    }

    /// <summary>Problems that prevent both the comparison and a rebuild.</summary>
    private static IEnumerable<string> Missing(
        DatasetMajors majors, IReadOnlyList<LoadRecord> loads, Dictionary<(LakeTableId, long), LakeCommit> commits)
    {
        var loaded = loads.Select(l => (l.Commit.Table, l.Commit.LakeVersion)).ToHashSet();
        return loads.Select(l => LedgerMatch.Problem(l.Commit, commits.GetValueOrDefault((l.Commit.Table, l.Commit.LakeVersion)))).OfType<string>()
            .Select(p => p + ". Restore the lake from which the warehouse was loaded")
            .Concat(commits.Keys.Where(c => !loaded.Contains(c)).Select(c => string.Create(
                CultureInfo.InvariantCulture, $"lake version {c.Item2} of {c.Item1} was skipped: the ledger has the next version, but not this one. Restore the warehouse from a backup; without one, move it elsewhere and run: datashare ingest")))
            .Concat(loads.Select(l => l.Commit.Table).Distinct().Where(t => majors.Find(t.Major) is null).Select(t =>
                $"{t} was loaded, but there is no contract of that major. Restore its file"));
    }

    private static IEnumerable<string> Differences(
        LakeTableId table, IReadOnlyList<LoadRecord> all, IReadOnlyList<StoredRows> stored, ReplayedLoads expected)
    {
        foreach (var load in all.Select(l => l.Commit).Where(c => c.Table == table))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{table} lake version {load.LakeVersion}");
            var counts = expected.Counts.GetValueOrDefault(load.Place);
            var counted = new RowCounts(load.RowsInserted, load.RowsUpdated, load.RowsDeleted);
            if (counts != counted)
            {
                yield return $"{name}: the ledger has {Text(counted)}; the lake has {Text(counts)}";
            }
        }

        var (has, wants) = (stored.ToDictionary(r => r.Place), expected.Rows.ToDictionary(r => r.Place));
        foreach (var place in has.Keys.Union(wants.Keys).OrderBy(p => p.Number))
        {
            var (row, want) = (has.GetValueOrDefault(place), wants.GetValueOrDefault(place));
            // Not every engine has a hash.
            if (row?.Content is null ? row != (want is null ? null : want with { Content = null }) : row != want)
            {
                var commit = all.FirstOrDefault(l => l.Commit.Place == place)?.Commit;
                var from = commit is null
                    ? "a commit that the ledger does not have"
                    : string.Create(CultureInfo.InvariantCulture, $"lake version {commit.LakeVersion}{(commit.Table == table ? "" : $" of {commit.Table}")}");
                yield return Text(row) == Text(want)
                    ? $"{table}: the table has other values than the lake in the {Text(row)} of {from}"
                    : $"{table}: the table has {Text(row)} of {from}, expected {Text(want)}";
            }
        }
    }

    private static string Text(RowCounts counts) =>
        string.Create(CultureInfo.InvariantCulture, $"{counts.Inserted} inserted, {counts.Updated} updated, {counts.Deleted} deleted");

    private static string Text(StoredRows? rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"{CountText.Of(rows?.Live ?? 0, "row")}{(rows is { Stale: > 0 } ? string.Create(CultureInfo.InvariantCulture, $", {rows.Stale} of them stale,") : "")}")
        + (rows is { Tombstones: > 0 } ? string.Create(CultureInfo.InvariantCulture, $" and {CountText.Of(rows.Tombstones, "deleted key")}") : "");
}

/// <summary>The result of comparing the warehouse's rows of a dataset with the lake's.</summary>
/// <param name="Loads">The number of compared loads.</param>
/// <param name="Rows">The number of live rows in its tables.</param>
/// <param name="Problems">A sentence for each difference; empty if there is none.</param>
/// <param name="RebuildReason">The reason why the next load rebuilds the tables first; null if it does not.</param>
public sealed record LoadVerdict(DatasetName Dataset, int Loads, long Rows, IReadOnlyList<string> Problems, string? RebuildReason)
{
    /// <summary>Whether a rebuild repairs the problems; otherwise each problem says how to repair it.</summary>
    public bool RebuildHelps { get; init; }
}
