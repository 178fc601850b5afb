using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// Compares the whole lake with the hashes that were stored with it: logs and parts of the tables, raw bytes,
/// quarantine, published contracts. Changes nothing, and can run while others write.
/// </summary>
public sealed class VerifyLake(LakeStore lake)
{
    /// <param name="quick">Whether to compare only sizes, if they are stored.</param>
    public async ValueTask<LakeVerdict> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var datasets = new List<DatasetVerdict>();
        foreach (var dataset in Datasets())
        {
            datasets.Add(await RunAsync(dataset, quick, cancellationToken));
        }

        return new LakeVerdict(datasets, lake.Contracts.Verify());
    }

    /// <summary>Makes again what can be made again from other files of the lake. Run it again to see the result.</summary>
    /// <returns>The repaired files.</returns>
    public static async ValueTask<IReadOnlyList<LakeFinding>> RepairAsync(LakeVerdict verdict, CancellationToken cancellationToken)
    {
        IReadOnlyList<LakeFinding> repairable =
        [
            .. verdict.Datasets.SelectMany(d => d.Tables.SelectMany(t => t.Findings).Concat(d.Raw.Findings).Concat(d.Quarantine.Findings)).Where(f => f.Repair is not null),
        ];
        foreach (var finding in repairable)
        {
            await finding.Repair!(cancellationToken);
        }

        return repairable;
    }

    private async ValueTask<DatasetVerdict> RunAsync(DatasetName dataset, bool quick, CancellationToken cancellationToken)
    {
        var tables = new List<TableVerdict>();
        foreach (var table in lake.TablesOf(dataset))
        {
            tables.Add(await lake.Table(table).VerifyAsync(quick, cancellationToken));
        }

        var quarantine = new QuarantineAudit(lake.Layout, lake.Quarantine, lake.Raw, dataset);
        var quarantined = await quarantine.RunAsync(quick, cancellationToken);
        var expected = new Dictionary<ContentHash, KeptContent>(quarantine.Contents);
        foreach (var table in tables)
        {
            await AddDropsAsync(table, expected, cancellationToken);
        }

        var raw = await new RawAudit(lake.Layout, dataset, expected).RunAsync(quick, cancellationToken);
        return new DatasetVerdict(dataset, tables, raw, quarantined);
    }

    /// <summary>Adds the drops of the log, as far as the log can be read.</summary>
    private async Task AddDropsAsync(TableVerdict table, Dictionary<ContentHash, KeptContent> expected, CancellationToken cancellationToken)
    {
        if (table.Version < 0)
        {
            return;
        }

        await foreach (var commit in lake.Table(table.Table).CommitsAfterAsync(-1, cancellationToken))
        {
            foreach (var drop in commit.Drops)
            {
                expected.TryAdd(drop.Hash, new KeptContent(drop.Name, drop.LoadId, drop.Bytes, null));
            }

            if (commit.Version == table.Version)
            {
                break;
            }
        }
    }

    /// <summary>All datasets that have anything in the lake.</summary>
    private IEnumerable<DatasetName> Datasets() =>
        new[] { lake.Layout.TablesFolder, lake.Layout.RawRoot, lake.Layout.QuarantineRoot }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(f => DatasetName.TryParse(Path.GetFileName(f)))
            .OfType<DatasetName>()
            .Distinct()
            .OrderBy(d => d.Value, StringComparer.Ordinal);
}

/// <summary>The result for the lake.</summary>
public sealed record LakeVerdict(IReadOnlyList<DatasetVerdict> Datasets, StoreVerdict Contracts);

/// <summary>The result for one dataset.</summary>
/// <param name="Tables">By major.</param>
/// <param name="Raw">The result for the original bytes.</param>
public sealed record DatasetVerdict(
    DatasetName Dataset, IReadOnlyList<TableVerdict> Tables, StoreVerdict Raw, StoreVerdict Quarantine)
{
    /// <summary>Whether its commits and parts are unchanged, so that the warehouse can be compared with them.</summary>
    public bool HasWholeTables => !Tables.Any(t => t.IsDamaged);
}
