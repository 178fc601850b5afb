using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Checks the rules that concern more than one row: primary key, references, quality, control totals. The accepted rows of
/// the drops are staged, and nothing of them is visible yet.
/// </summary>
internal sealed partial class DatasetRules(LakeStore lake, ContractCatalog catalog)
{
    /// <summary>Whether there is a rule to check. Without one, no database is opened.</summary>
    private static bool Apply(DataContract contract, IEnumerable<Drop> drops) =>
        HasKeyRule(contract)
        || contract.References.Count > 0
        || contract.Quality.Any(r => r.Operator is not null)
        || drops.Any(d => d.Totals is { Sums.Count: > 0 });

    /// <summary>The findings of each drop.</summary>
    /// <param name="parts">The parts with the accepted rows of the drops, and no others.</param>
    /// <param name="folder">The folder of the parts.</param>
    public async Task<IReadOnlyDictionary<LoadId, Findings>> RunAsync(
        DataContract contract, IReadOnlyList<Drop> drops, IReadOnlyList<TablePart> parts, string folder, CancellationToken cancellationToken)
    {
        var findings = drops.ToDictionary(d => d.LoadId, _ => new Findings());
        if (!Apply(contract, drops))
        {
            return findings;
        }

        var targets = new List<(DatasetReference Reference, IReadOnlyList<string> Parts)>();
        foreach (var reference in contract.References)
        {
            targets.Add((reference, await PartsOfAsync(reference.Target, cancellationToken)));
        }

        var landed = await LandedAsync(contract, drops, cancellationToken);
        SpareMemory.GiveBack();
        using var rows = StagedRows.Open(
            contract,
            [.. parts.Select(p => Path.Combine(folder, p.Name))],
            [.. targets.SelectMany(t => t.Parts), .. landed.Parts],
            Path.Combine(drops[0].Claim.Folder, ".rules"));
        await using var stop = cancellationToken.Register(rows.Interrupt);
        await Task.Factory.StartNew(() => Run(rows, contract, drops, targets, landed, findings), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
        return findings;
    }

    private void Run(
        StagedRows rows,
        DataContract contract,
        IReadOnlyList<Drop> drops,
        List<(DatasetReference Reference, IReadOnlyList<string> Parts)> targets,
        (IReadOnlyList<string> Parts, IReadOnlyList<LoadId> Loads) landed,
        Dictionary<LoadId, Findings> findings)
    {
        if (HasKeyRule(contract))
        {
            CheckKeys(rows, contract, landed, findings);
        }

        foreach (var (reference, parts) in targets)
        {
            CheckReference(rows, contract, reference, parts, catalog.Newest(reference.Target), findings);
        }

        // Rejected rows are removed first: the other rules run when the remaining rows are staged again.
        if (findings.Values.Any(f => f.Refused.Count > 0))
        {
            return;
        }

        // Some replayed rows of a file say nothing about the whole file.
        var whole = findings.Where(f => drops.Any(d => d.LoadId == f.Key && d.Selection.Only is null))
            .ToDictionary(f => f.Key, f => f.Value);
        CheckQuality(rows, contract, whole);
        foreach (var drop in drops.Where(d => d is { Totals: not null, Selection.Only: null }))
        {
            CheckSums(drop.Totals!, rows, contract, drop.LoadId, drop.RejectedRows, findings[drop.LoadId]);
        }
    }

    private async Task<IReadOnlyList<string>> PartsOfAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        foreach (var table in lake.TablesOf(dataset))
        {
            parts.AddRange((await lake.Table(table).ActivePartsAsync(cancellationToken)).Select(p => p.Path));
        }

        return parts;
    }

    /// <summary>The key of a replayed row may have landed with other rows of its file.</summary>
    private async Task<(IReadOnlyList<string> Parts, IReadOnlyList<LoadId> Loads)> LandedAsync(
        DataContract contract, IEnumerable<Drop> drops, CancellationToken cancellationToken)
    {
        if (!HasKeyRule(contract) || drops.Select(d => d.Claim.Replay).OfType<ReplayNote>().FirstOrDefault() is not { } replay)
        {
            return ([], []);
        }

        var all = new List<CommittedDrop>();
        foreach (var table in lake.TablesOf(contract.Dataset))
        {
            await foreach (var commit in lake.Table(table).CommitsAfterAsync(-1, cancellationToken))
            {
                all.AddRange(commit.Drops);
            }
        }

        var loads = new HashSet<LoadId> { replay.OfLoad };
        for (var before = 0; before != loads.Count;)
        {
            before = loads.Count;
            loads.UnionWith(all.Where(d => d.ReplayOf is { } of && loads.Contains(of)).Select(d => d.LoadId));
            loads.UnionWith(all.Where(d => loads.Contains(d.LoadId)).Select(d => d.ReplayOf).OfType<LoadId>());
        }

        return (await PartsOfAsync(contract.Dataset, cancellationToken), [.. loads]);
    }

    /// <summary>Adds rejected rows to the findings of their loads.</summary>
    /// <param name="column">The column that breaks the rule, or null for the row as a whole.</param>
    private static void Refuse(
        Dictionary<string, RowSet> found, IReadOnlyDictionary<LoadId, Findings> findings, RuleBreak broken, string? column)
    {
        foreach (var (load, rows) in found)
        {
            findings[LoadId.Parse(load)].Refused.Add(new RefusedRows(rows, column, broken));
        }
    }
}
