using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>
/// A consumer of one major: its positions, as the documentation describes them, and a table to which each of its batches is
/// applied.
/// </summary>
internal sealed class MajorConsumer(DatasetName dataset, int major, bool fromNewest, EngineUnderTest engine, TemporaryFolder folder, CancellationToken stop)
{
    private readonly string name = $"{dataset}-{major}";
    private readonly List<MajorRow> got = [];
    private readonly SortedDictionary<int, long> positions = [];
    private readonly Dictionary<int, long> begun = [];
    private IReadOnlyList<TableRange>? open;

    /// <summary>Starts a run, compares its batch with the model, and ends it.</summary>
    /// <returns>Whether there was a batch.</returns>
    public async Task<bool> PollAsync(MajorModel model, MajorPlan plan, ContractCatalog catalog, DeliveryEnd end)
    {
        var majors = catalog.Majors(dataset);
        var contract = majors.Find(major)!;
        var read = new BatchRead("rows", dataset, major, [Find("k"), Find("v")]) { Majors = majors, FromNewest = fromNewest };
        var expected = open ?? Ranges(model);
        var start = await engine.Warehouse.Runs.StartAsync(name, [read], stop);
        if (open is null && !expected.Any(r => r.IsMoving))
        {
            var at = new LakePositions(expected.Select(r => KeyValuePair.Create(r.Table, r.To)));
            ModelComparison.Same($"the start of a run of {name}", $"nothing after {at}", start is RunStart.Nothing nothing ? $"nothing after {nothing.Positions}" : $"{start}");
            await ComparePositionsAsync();
            return false;
        }

        var run = start is RunStart.Started started ? started.Run : throw new ModelDifferenceException($"no run of {name}, but {start}");
        ModelComparison.Same($"the ranges of run {run.Number} of {name}", string.Join(", ", expected), string.Join(", ", run.Ranges));
        open = expected;
        var rows = await DeliverAsync(run, read, model, end is DeliveryEnd.Completed);
        if (end is DeliveryEnd.Finished)
        {
            await engine.Warehouse.Runs.FinishAsync(run, rows.Count, stop);
        }
        else if (end is DeliveryEnd.Failed)
        {
            await engine.Warehouse.Runs.FailAsync(run, "it failed", pause: false, stop);
        }

        if (end is DeliveryEnd.Completed or DeliveryEnd.Finished)
        {
            open = null;
            foreach (var range in run.Ranges.Where(r => r.IsMoving))
            {
                positions[range.Table.Major] = range.To;
            }

            Take(rows, plan);
        }

        await ComparePositionsAsync();
        return true;

        ContractColumn Find(string id) => contract.Columns.Single(c => c.Id == id);
    }

    /// <summary>Polls until nothing is left. Then all batches together must give the rows of the view.</summary>
    public async Task CatchUpAsync(MajorModel model, MajorPlan plan, ContractCatalog catalog)
    {
        while (await PollAsync(model, plan, catalog, DeliveryEnd.Completed))
        {
        }

        // For a snapshot without a key, nothing shows that it is empty.
        var view = model.View(major);
        if (view.Count > 0 || plan.IsKeyed || plan.Mode is WriteMode.Append)
        {
            ModelComparison.Same(
                $"all batches of the consumer of major {major}",
                view.Where(r => r.LakeVersion > begun.GetValueOrDefault(r.Major, -1)).Select(Text),
                got.Select(Text));
        }
    }

    public static string?[] Text(MajorRow row) => [row.Key, row.Value, FormattableString.Invariant($"version {row.LakeVersion} of major {row.Major}")];

    public static int MajorOf(string version) => ContractVersion.Parse(version).Major;

    /// <summary>The batch has the last change of each row, if the change is in the run's ranges.</summary>
    private async Task<List<(MajorRow Row, bool IsDeleted)>> DeliverAsync(ConsumerRun run, BatchRead read, MajorModel model, bool completes)
    {
        await using var batch = await engine.Warehouse.OpenBatchAsync(run, [read], stop);
        var file = folder[$"{name}-{run.Number}-{run.Attempt}.csv"];
        await batch.ExportAsync("rows", file, FileFormat.Csv, stop);
        var columns = ShownRows.BatchColumns(read.Columns);
        var fields = await ExactRows.ReadCsvAsync(file, columns, stop);
        var rows = fields.Select(Row).ToList();
        ModelComparison.Same(
            $"the batch of {name} with {TableRange.Text(run.Ranges)}",
            model.Events(major).Where(e => run.Ranges.Any(r => r.Table.Major == e.Row.Major && r.From < e.Row.LakeVersion && e.Row.LakeVersion <= r.To)).Select(Change),
            rows.Select(Change));
        ModelComparison.Ordered($"the batch of {name}", columns, fields);
        if (completes)
        {
            await batch.CompleteAsync(rows.Count, stop);
        }

        return rows;
    }

    /// <summary>From the position in each table whose rows the major shows, to the newest loaded version.</summary>
    private IReadOnlyList<TableRange> Ranges(MajorModel model)
    {
        var shown = model.ShownBy(major);
        if (fromNewest && positions.Count == 0)
        {
            // Tables that are shown later begin at their start.
            foreach (var table in shown)
            {
                positions[table] = begun[table] = model.Newest(table);
            }
        }

        return [.. shown.Select(m => new TableRange(new LakeTableId(dataset, m), positions.GetValueOrDefault(m, -1), model.Newest(m)))];
    }

    private async Task ComparePositionsAsync()
    {
        var found = (await engine.Warehouse.Ledger.ConsumersAsync(stop)).FirstOrDefault(c => c.Consumer == name);
        ModelComparison.Same(
            $"the positions of {name}",
            new LakePositions(positions.Select(p => KeyValuePair.Create(new LakeTableId(dataset, p.Key), p.Value))).ToString(),
            (found?.Positions ?? LakePositions.None).ToString());
    }

    /// <summary>Deleted keys have any values.</summary>
    private static string?[] Change((MajorRow Row, bool IsDeleted) row) =>
        [row.IsDeleted ? "deleted" : "is", .. Text(row.IsDeleted ? row.Row with { Value = null } : row.Row)];

    private static (MajorRow Row, bool IsDeleted) Row(string?[] fields) =>
        (new MajorRow(fields[0]!, fields[1], MajorOf(fields[6]!), long.Parse(fields[5]!, CultureInfo.InvariantCulture)), fields[2] == "delete");

    private void Take(List<(MajorRow Row, bool IsDeleted)> rows, MajorPlan plan)
    {
        if (plan.IsKeyed)
        {
            got.RemoveAll(g => rows.Exists(r => r.Row.Key == g.Key));
        }
        else if (plan.Mode is WriteMode.Snapshot && rows.Count > 0)
        {
            got.Clear();
        }

        got.AddRange(rows.Where(r => !r.IsDeleted).Select(r => r.Row));
    }
}
