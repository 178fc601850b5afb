using System.Globalization;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>Runs a plan on a lake and an engine, and compares the views of all majors with the model after each load.</summary>
internal sealed class MajorRound
{
    private readonly MajorPlan plan;
    private readonly WarehouseLake lake;
    private readonly EngineUnderTest engine;
    private readonly CancellationToken stop;
    private readonly DatasetName dataset;
    private readonly IReadOnlyList<PlannedVersion> versions;
    private readonly MajorModel model;
    private readonly Queue<MajorStep.Drop> waiting = [];
    private readonly SortedDictionary<int, MajorConsumer> consumers = [];
    private int published;

    /// <param name="name">The name of the dataset, which no other round uses.</param>
    public MajorRound(MajorPlan plan, string name, WarehouseLake lake, EngineUnderTest engine, CancellationToken stop)
    {
        (this.plan, this.lake, this.engine, this.stop) = (plan, lake, engine, stop);
        dataset = DatasetName.Parse(name);
        versions = [.. plan.Versions.Select(v => v with { Contract = v.Contract with { Dataset = dataset } })];
        model = new MajorModel(plan.Mode, plan.IsKeyed);
    }

    private ContractCatalog Catalog => new(versions.Take(published).Select(v => v.Contract));

    /// <exception cref="ModelDifferenceException">The engine differs from the model.</exception>
    public async Task RunAsync()
    {
        Publish();
        foreach (var step in plan.Steps)
        {
            switch (step)
            {
                case MajorStep.Publish:
                    Publish();
                    break;
                case MajorStep.Drop drop:
                    await DropAsync(drop);
                    break;
                case MajorStep.Load load:
                    await LoadAsync(load);
                    break;
                case MajorStep.Rebuild:
                    await RebuildAsync();
                    break;
                case MajorStep.Poll poll:
                    await consumers[poll.Major].PollAsync(model, plan, Catalog, poll.End);
                    break;
            }
        }

        foreach (var consumer in consumers.Values)
        {
            await consumer.CatchUpAsync(model, plan, Catalog);
        }

        var verdict = await new VerifyLoads(lake.NewStore(), engine.Warehouse, engine.Options).RunAsync(dataset, Catalog, stop);
        ModelComparison.Same("the problems that are found", "", string.Join("; ", verdict.Problems));
    }

    private void Publish()
    {
        var version = versions[published++];
        model.Publish(version);
        consumers.TryAdd(version.Major, new MajorConsumer(dataset, version.Major, plan.FromNewest.Contains(version.Major), engine, lake.Folder, stop));
    }

    private async Task DropAsync(MajorStep.Drop drop)
    {
        // The logs alone give the order: clocks of several writers, or a clock that was set, cannot.
        lake.Time.AdjustTime(lake.Time.GetUtcNow() + TimeSpan.FromMinutes(drop.ClockMinutes));
        var contract = model.Majors.Single(m => m.Major == drop.Major).Contract;
        var rows = drop.Rows.Select(r => string.Join(", ", contract.Columns.Select(c => Field(r, c))));
        var none = string.Join(", ", contract.Columns.Select(_ => "null"));
        await lake.DropAsync(contract, drop.Rows.Count == 0 ? $"select {none} where false" : $"values {string.Join(", ", rows.Select(r => $"({r})"))}");
        waiting.Enqueue(drop);
    }

    private static string Field(KeyRow row, ContractColumn column) => column.Id switch
    {
        "k" => $"'{row.Key}'",
        "v" => row.Value is { } value ? $"'{value}'" : "null",
        "op" => row.Deletes ? $"'{MajorContracts.Marker}'" : "null",
        _ => "'x'",
    };

    private async Task LoadAsync(MajorStep.Load load)
    {
        if (load.Anew)
        {
            await engine.OpenAnewAsync(stop);
        }

        engine.Options.MaxCommitsPerTransaction = load.MaxCommits;
        var loader = new LoadDataset(lake.NewStore(), engine.Warehouse, engine.Options, TimeProvider.System, NullLogger<LoadDataset>.Instance);
        var summary = await loader.RunAsync(dataset, Catalog, stop);
        ModelComparison.Same(
            "the majors of the commits that were loaded",
            string.Join(", ", waiting.Select(w => w.Major)),
            string.Join(", ", summary.Loads.Select(c => c.Table.Major)));
        foreach (var commit in summary.Loads)
        {
            var expected = model.Load(commit.Table.Major, waiting.Dequeue().Rows);
            ModelComparison.Same("a load", Text(expected), Text(commit));
        }

        var ledger = await engine.Warehouse.Ledger.LoadsAsync(dataset, 1000, stop);
        ModelComparison.Same("the ledger", string.Join("; ", model.Commits.Select(Text)), string.Join("; ", ledger.Reverse().Select(l => Text(l.Commit))));
        await CompareAsync();
    }

    private static string Text(MajorCommit commit) =>
        FormattableString.Invariant($"version {commit.LakeVersion} of major {commit.Major} after {commit.Before} commits, place of major {commit.Major}");

    private static string Text(LoadedCommit commit) => FormattableString.Invariant(
        $"version {commit.LakeVersion} of major {commit.Table.Major} after {commit.Place.Before} commits, place of major {commit.Place.Major}");

    private async Task RebuildAsync()
    {
        var rebuilt = await new RebuildDataset(lake.NewStore(), engine.Warehouse, TimeProvider.System, NullLogger.Instance).RunAsync(dataset, Catalog, stop);
        ModelComparison.Same("the loads that were otherwise before a rebuild", "", string.Join(", ", (rebuilt?.Changed ?? []).Select(Text)));
        if (rebuilt is not null)
        {
            await CompareAsync();
        }
    }

    private async Task CompareAsync()
    {
        if (await engine.Warehouse.Ledger.ShapeAsync(dataset, stop) is null)
        {
            return;
        }

        foreach (var major in model.Majors)
        {
            var view = $"{dataset.Value}_v{major.Major.ToString(CultureInfo.InvariantCulture)}";
            IReadOnlyList<(string Name, ColumnType Type)> columns =
                [.. major.Contract.Columns.Where(c => c.Id is "k" or "v").Select(c => (c.Name, c.Type)), ("_lake_version", new ColumnType(ColumnKind.Int64)), ("_contract_version", new ColumnType(ColumnKind.String))];
            var found = await engine.RowsAsync($"select {string.Join(", ", columns.Select(c => c.Name))} from {view}", columns, stop);
            ModelComparison.Same(
                $"the view of major {major.Major}",
                model.View(major.Major).Select(MajorConsumer.Text),
                found.Select(r => MajorConsumer.Text(new MajorRow(r[0]!, r[1], MajorConsumer.MajorOf(r[3]!), long.Parse(r[2]!, CultureInfo.InvariantCulture)))));
        }
    }
}
