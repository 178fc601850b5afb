using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>
/// Runs a plan on a lake and on every engine under test, and compares tables, views and ledger with the model after each
/// load.
/// </summary>
internal sealed class ModelRound
{
    private readonly ModelPlan plan;
    private readonly ModelLake lake;
    private readonly IReadOnlyList<EngineUnderTest> engines;
    private readonly CancellationToken stop;
    private readonly DatasetName dataset;
    private readonly IReadOnlyList<DataContract> versions;
    private readonly Dictionary<string, PlannedFile> files = new(StringComparer.Ordinal);
    private readonly List<ArrivedCommit> waiting = [];
    private readonly List<ModelConsumer> consumers = [];
    private readonly LandedContent landed;
    private readonly WarehouseModel model = new();
    private int published = 1;
    private long arrived = -1;

    /// <param name="name">The name of the dataset, which no other round uses.</param>
    public ModelRound(ModelPlan plan, string name, ModelLake lake, IReadOnlyList<EngineUnderTest> engines, CancellationToken stop)
    {
        (this.plan, this.lake, this.engines, this.stop) = (plan, lake, engines, stop);
        dataset = DatasetName.Parse(name);
        versions = [.. plan.Versions.Select(v => ModelContracts.Read(v, dataset))];
        landed = new LandedContent(versions[0].Write.Mode);
    }

    /// <summary>The newest published version, with the initial defaults of its columns.</summary>
    private DataContract Newest
    {
        get
        {
            var known = versions.Take(published).ToList();
            return known[^1] with { Columns = [.. known[^1].Columns.Select(c => c with { Birth = Birth(c, known) })] };
        }
    }

    private ContractCatalog Catalog => new(versions.Take(published));

    /// <exception cref="ModelDifferenceException">An engine differs from the model.</exception>
    public async Task RunAsync()
    {
        consumers.AddRange(plan.Consumers.Select(c => new ModelConsumer(c, dataset, engines, lake.Folder, stop)));
        foreach (var step in plan.Steps)
        {
            switch (step)
            {
                case PlanStep.Publish:
                    published++;
                    break;
                case PlanStep.Arrive arrival:
                    await ArriveAsync(arrival);
                    break;
                case PlanStep.Load load:
                    await LoadAsync(load, isLast: ReferenceEquals(step, plan.Steps.OfType<PlanStep.Load>().Last()));
                    break;
                case PlanStep.Rebuild:
                    await RebuildAsync();
                    break;
                case PlanStep.Poll poll:
                    await consumers[poll.Consumer].PollAsync(model, Newest, Catalog, poll.End);
                    break;
            }
        }

        foreach (var consumer in consumers)
        {
            await consumer.CatchUpAsync(model, Newest, Catalog);
        }

        foreach (var engine in engines)
        {
            await VerifyAsync(engine);
        }
    }

    private async Task ArriveAsync(PlanStep.Arrive arrival)
    {
        var outcomes = await lake.ArriveAsync(dataset, Catalog, arrival, stop);
        foreach (var file in arrival.Files)
        {
            files[file.Name] = file;
            var accepted = GateModel.Accepted(file, Newest).Count;
            ModelComparison.Same(
                $"what came of {file.Name}",
                landed.IsSame(file) ? "duplicate" : $"landed, {accepted} accepted, {file.Rows.Count - accepted} rejected, contract {Newest.Version}",
                outcomes.Single(o => o.Name == file.Name) switch
                {
                    Landed l => $"landed, {l.AcceptedRows} accepted, {l.RejectedRows} rejected, contract {l.Contract}",
                    Duplicate => "duplicate",
                    var other => other.ToString(),
                });
        }

        var table = new LakeTableId(dataset, 1);
        foreach (var commit in await lake.CommitsAfterAsync(table, arrived, stop))
        {
            arrived = commit.Version;
            waiting.Add(new ArrivedCommit(
                commit.Version,
                [.. commit.Drops.Select(d => (d.LoadId.Value, d.Contract.ToString()))],
                [.. commit.Drops.SelectMany(Rows)],
                [.. commit.Drops.SelectMany(d => GateModel.Rows(files[d.Name], ContractOf(d)).Where(r => !r.IsAccepted).Select(r => r.Key))]));
        }
    }

    private static ColumnBirth Birth(ContractColumn column, List<DataContract> known)
    {
        var first = known.FindIndex(v => v.Columns.Any(c => c.Name == column.Name));
        return new ColumnBirth(
            known[first].Columns.Single(c => c.Name == column.Name).Default, [.. known.Take(first).Select(v => v.Version.ToString())]);
    }

    private DataContract ContractOf(CommittedDrop drop) => versions.Single(v => v.Version == drop.Contract);

    private IEnumerable<ArrivedRow> Rows(CommittedDrop drop)
    {
        var contract = ContractOf(drop);
        return GateModel.Accepted(files[drop.Name], contract).Select(r => new ArrivedRow(
            drop.LoadId.Value,
            r.SourceRow,
            drop.Contract.ToString(),
            contract.Columns.ToDictionary(c => c.Name, c => ExactText.Loaded(r.Values.GetValueOrDefault(c.Name), c.Type), StringComparer.Ordinal)));
    }

    /// <param name="isLast">Whether it is the last load: then the views are compared too.</param>
    private async Task LoadAsync(PlanStep.Load load, bool isLast)
    {
        var before = model.Loads.Count;
        model.Load(waiting, Newest);
        waiting.Clear();
        foreach (var engine in engines)
        {
            if (load.Anew)
            {
                await engine.OpenAnewAsync(stop);
            }

            (engine.Options.MaxCommitsPerTransaction, engine.Options.MaxRowsPerTransaction) = (load.MaxCommits, load.MaxRows);
            var loader = new LoadDataset(lake.NewStore(), engine.Warehouse, engine.Options, TimeProvider.System, NullLogger<LoadDataset>.Instance);
            var summary = await loader.RunAsync(dataset, Catalog, stop);
            ModelComparison.Same($"{engine.Name}: what the load tells", Told(model.Loads.Skip(before)), Told(summary.Loads));
            await CompareLedgerAsync(engine);
        }

        if (model.Shape is { } shape)
        {
            await CompareTablesAsync(shape, withViews: isLast);
            CompareLake(shape);
        }
    }

    /// <summary>Readers of the lake's table without the warehouse see as many rows of a snapshot as the warehouse.</summary>
    private void CompareLake(DataContract shape)
    {
        if (shape.Write.Mode is WriteMode.Snapshot)
        {
            var table = DeltaLogReplay.FromStart(lake.Folder["lake", "tables", dataset.Value, "v1"]);
            ModelComparison.Same("the rows of the lake's table", (long)model.Rows.Count(r => !r.IsDeleted), table.Files.Sum(f => f.Rows ?? -1));
        }
    }

    /// <summary>A rebuild from an undamaged lake gives the same rows.</summary>
    private async Task RebuildAsync()
    {
        foreach (var engine in engines)
        {
            var rebuilt = await new RebuildDataset(lake.NewStore(), engine.Warehouse, TimeProvider.System, NullLogger.Instance).RunAsync(dataset, Catalog, stop);
            ModelComparison.Same($"{engine.Name}: the loads that were stored again", model.Loads.Count, rebuilt?.Loads ?? 0);
            ModelComparison.Same($"{engine.Name}: the loads that were otherwise before", "", string.Join(", ", (rebuilt?.Changed ?? []).Select(c => c.LakeVersion)));
        }

        if (model.Shape is not null)
        {
            model.Load([], Newest);
            await CompareTablesAsync(model.Shape, withViews: false);
        }
    }

    private async Task VerifyAsync(EngineUnderTest engine)
    {
        var verdict = await new VerifyLoads(lake.NewStore(), engine.Warehouse, engine.Options).RunAsync(dataset, Catalog, stop);
        ModelComparison.Same($"{engine.Name}: the problems that are found", "", string.Join("; ", verdict.Problems));
        ModelComparison.Same(
            $"{engine.Name}: what is verified", (model.Loads.Count, (long)model.Rows.Count(r => !r.IsDeleted), (string?)null), (verdict.Loads, verdict.Rows, verdict.RebuildReason));
    }

    private static string Told(IEnumerable<ModelLoad> loads) => string.Join("; ", loads.Select(l =>
        $"lake version {l.LakeVersion} after {l.Before} commits: {l.Inserted} inserted, {l.Updated} updated, {l.Deleted} deleted, {string.Join(',', l.LoadIds)}"));

    private static string Told(IEnumerable<LoadedCommit> loads) => Told(loads.Select(Load));

    private static ModelLoad Load(LoadedCommit load) => new(
        load.LakeVersion, load.Place.Before, load.RowsInserted, load.RowsUpdated, load.RowsDeleted, [.. load.LoadIds.Select(l => l.Value)], "");

    private async Task CompareLedgerAsync(EngineUnderTest engine)
    {
        var ledger = engine.Warehouse.Ledger;
        var found = await ledger.LoadsAsync(dataset, 1000, stop);
        ModelComparison.Same($"{engine.Name}: the ledger", Told(model.Loads), Told(found.Select(r => r.Commit).Reverse()));
        ModelComparison.Same(
            $"{engine.Name}: the ledger's contracts",
            string.Join(", ", model.Loads.Select(l => $"{dataset}/v1 {l.Contract}")),
            string.Join(", ", found.Reverse().Select(r => $"{r.Commit.Table} {r.Contract}")));
        ModelComparison.Same($"{engine.Name}: the majors of the ledger's places", "", string.Join(", ", found.Select(r => r.Commit.Place.Major).Where(m => m != 1)));
        var table = new LakeTableId(dataset, 1);
        ModelComparison.Same($"{engine.Name}: the newest version", model.Loads.Count == 0 ? null : model.NewestLoaded, (await ledger.NewestAsync(stop)).Of(table));
        ModelComparison.Same($"{engine.Name}: the last lake version", model.NewestLoaded, await ledger.LastLakeVersionAsync(table, stop));
        ModelComparison.Same(
            $"{engine.Name}: what the tables follow",
            model.Shape is { } shape ? new ShapedDataset(shape.Version.ToString(), null) : null,
            await ledger.ShapeAsync(dataset, stop));
    }

    private async Task CompareTablesAsync(DataContract shape, bool withViews)
    {
        var name = dataset.Value.Replace('-', '_');
        var (table, view) = (ShownRows.TableColumns(shape), ShownRows.ViewColumns(shape));
        var names = string.Join(", ", table.Select(c => $"\"{c.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        await SameAsync("table", $"select {names} from {name}_v1_data", table, ShownRows.Table(model, shape));
        if (!withViews)
        {
            return;
        }

        await SameAsync("view", $"select * from {name}_v1", view, ShownRows.View(model, shape, masked: true));
        await SameAsync("restricted view", $"select * from {name}_v1_restricted", view, ShownRows.View(model, shape, masked: false));
        await SameAsync("view of the newest major", $"select * from {name}", view, ShownRows.View(model, shape, masked: true));
    }

    private async Task SameAsync(
        string what, string sql, IReadOnlyList<(string Name, ColumnType Type)> columns, IEnumerable<string?[]> expected)
    {
        List<string?[]>? other = null;
        foreach (var engine in engines)
        {
            var found = await engine.RowsAsync(sql, columns, stop);
            ModelComparison.Same($"{engine.Name}: the {what}", expected, found);
            if (other is not null)
            {
                ModelComparison.Same($"the {what} of {engines[0].Name} and of {engine.Name}", other, found);
            }

            other ??= found;
        }
    }
}
