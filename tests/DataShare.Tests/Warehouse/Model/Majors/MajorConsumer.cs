using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>A consumer of one major, with a table to which each of its batches is applied.</summary>
internal sealed class MajorConsumer(DatasetName dataset, int major, EngineUnderTest engine, TemporaryFolder folder, CancellationToken stop)
{
    private readonly string name = $"{dataset}-{major}";
    private readonly List<MajorRow> got = [];

    /// <summary>Starts a run, compares its batch with the model, and ends it.</summary>
    /// <returns>Whether there was a batch.</returns>
    public async Task<bool> PollAsync(MajorPlan plan, ContractCatalog catalog, DeliveryEnd end)
    {
        var majors = catalog.Majors(dataset);
        var contract = majors.Find(major)!;
        var read = new BatchRead("rows", dataset, major, [Find("k"), Find("v")]) { Majors = majors };
        if (await engine.Warehouse.Runs.StartAsync(name, [read], stop) is not RunStart.Started { Run: var run })
        {
            return false;
        }

        List<(MajorRow Row, bool IsDeleted)> rows;
        await using (var batch = await engine.Warehouse.OpenBatchAsync(run, [read], stop))
        {
            var file = folder[$"{name}-{run.Number}-{run.Attempt}.csv"];
            await batch.ExportAsync("rows", file, FileFormat.Csv, stop);
            rows = [.. (await ExactRows.ReadCsvAsync(file, ShownRows.BatchColumns(read.Columns), stop)).Select(Row)];
            if (end is DeliveryEnd.Completed)
            {
                await batch.CompleteAsync(rows.Count, stop);
            }
        }

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
            Take(rows, plan);
        }

        return true;

        ContractColumn Find(string id) => contract.Columns.Single(c => c.Id == id);
    }

    /// <summary>Polls until nothing is left. Then all batches together must give the rows of the view.</summary>
    public async Task CatchUpAsync(MajorModel model, MajorPlan plan, ContractCatalog catalog)
    {
        while (await PollAsync(plan, catalog, DeliveryEnd.Completed))
        {
        }

        // For a snapshot without a key, nothing shows that it is empty.
        var view = model.View(major);
        if (view.Count > 0 || plan.IsKeyed || plan.Mode is WriteMode.Append)
        {
            ModelComparison.Same($"all batches of the consumer of major {major}", view.Select(Text), got.Select(Text));
        }
    }

    public static string?[] Text(MajorRow row) => [row.Key, row.Value, FormattableString.Invariant($"sequence {row.Sequence}")];

    private static (MajorRow Row, bool IsDeleted) Row(string?[] fields) =>
        (new MajorRow(fields[0]!, fields[1], long.Parse(fields[3]!, System.Globalization.CultureInfo.InvariantCulture)), fields[2] == "delete");

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
