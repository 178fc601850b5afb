using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>A consumer of every engine under test: its runs, its batches, and all rows that it has received.</summary>
internal sealed class ModelConsumer(
    PlannedConsumer plan, DatasetName dataset, IReadOnlyList<EngineUnderTest> engines, TemporaryFolder folder, CancellationToken stop)
{
    private readonly string name = $"{dataset}-{plan.Name}";
    private readonly Dictionary<string, ModelRow> got = new(StringComparer.Ordinal);
    private readonly LakeTableId table = new(dataset, 1);
    private int runs;
    private long position = -1;
    private long? begun;
    private (long From, long To, int Attempt)? open;
    private int files;

    /// <summary>Starts a run, compares its batch, and ends it.</summary>
    /// <returns>Whether there was a batch.</returns>
    public async Task<bool> PollAsync(WarehouseModel model, DataContract newest, ContractCatalog catalog, DeliveryEnd end)
    {
        var reads = plan.Reads.Select(r => Read(r, newest, catalog)).ToList();
        if (begun is null)
        {
            begun = plan.FromNewest ? model.NewestLoaded : -1;
            position = begun.Value;
        }

        if (open is null && model.NewestLoaded <= position)
        {
            foreach (var engine in engines)
            {
                var start = await engine.Warehouse.Runs.StartAsync(name, reads, stop);
                ModelComparison.Same($"{engine.Name}: the start of a run of {name}", $"nothing after {Text(position)}", start is RunStart.Nothing nothing ? $"nothing after {nothing.Positions}" : $"{start}");
                await ComparePositionsAsync(engine);
            }

            return false;
        }

        runs += open is null ? 1 : 0;
        var run = open is { } last ? last with { Attempt = last.Attempt + 1 } : (position, model.NewestLoaded, 1);
        var exports = new List<IReadOnlyList<string>>();
        foreach (var engine in engines)
        {
            exports.Add(await DeliverAsync(engine, model, reads, run, end));
        }

        foreach (var export in exports.Skip(1))
        {
            foreach (var (first, other) in exports[0].Zip(export))
            {
                await SameFileAsync(first, other);
            }
        }

        open = end is DeliveryEnd.Completed or DeliveryEnd.Finished ? null : run;
        if (open is null)
        {
            position = run.Item2;
            Take(model, run.Item1, run.Item2, newest);
        }

        foreach (var engine in engines)
        {
            await ComparePositionsAsync(engine);
        }

        return true;
    }

    /// <summary>Polls until nothing is left. Then all batches together must give the rows of the table.</summary>
    public async Task CatchUpAsync(WarehouseModel model, DataContract newest, ContractCatalog catalog)
    {
        while (await PollAsync(model, newest, catalog, DeliveryEnd.Completed))
        {
        }

        foreach (var engine in engines)
        {
            var found = await engine.Warehouse.Ledger.RunsAsync(name, 100, stop);
            ModelComparison.Same($"{engine.Name}: the runs of {name}", runs, found.Count);
            foreach (var run in found)
            {
                ModelComparison.Same($"{engine.Name}: the status of run {run.Number} of {name}", RunStatus.Finished, run.Status);
            }
        }

        // For a snapshot without a key, nothing shows which rows are gone. A consumer from the newest has no earlier row.
        if (ShownRows.IsKeyed(newest) || newest.Write.Mode is WriteMode.Append)
        {
            ModelComparison.Same(
                $"all that {name} has got",
                model.Rows.Where(r => !r.IsDeleted && r.LakeVersion > begun).Select(r => ShownRows.Given(r, newest)),
                got.Values.Select(r => ShownRows.Given(r, newest)));
        }
    }

    private async Task ComparePositionsAsync(EngineUnderTest engine)
    {
        var found = (await engine.Warehouse.Ledger.ConsumersAsync(stop)).FirstOrDefault(c => c.Consumer == name);
        var isKnown = plan.FromNewest || position >= 0;
        ModelComparison.Same($"{engine.Name}: the positions of {name}", isKnown ? Text(position) : "", (found?.Positions ?? LakePositions.None).ToString());
    }

    private string Text(long version) => $"{dataset}@{(version < 0 ? "start" : version.ToString(CultureInfo.InvariantCulture))}";

    private BatchRead Read(PlannedRead read, DataContract newest, ContractCatalog catalog) => new(
        read.Name,
        newest.Dataset,
        1,
        [.. read.Columns.Select(n => newest.Columns.FirstOrDefault(c => c.Name == n)).OfType<ContractColumn>().DefaultIfEmpty(newest.Columns[0])],
        read.Cleared)
    {
        Majors = read.WithMajors ? catalog.Majors(newest.Dataset) : null,
        FromNewest = plan.FromNewest,
    };

    /// <returns>The CSV files of the batch.</returns>
    private async Task<IReadOnlyList<string>> DeliverAsync(
        EngineUnderTest engine, WarehouseModel model, IReadOnlyList<BatchRead> reads, (long From, long To, int Attempt) expected, DeliveryEnd end)
    {
        var start = await engine.Warehouse.Runs.StartAsync(name, reads, stop);
        var run = start is RunStart.Started started ? started.Run : throw new ModelDifferenceException($"{engine.Name}: no run of {name}, but {start}");
        ModelComparison.Same(
            $"{engine.Name}: the run of {name}",
            ((long)runs, $"{new TableRange(table, expected.From, expected.To)}", expected.Attempt),
            (run.Number, string.Join(", ", run.Ranges), run.Attempt));
        var exports = new List<string>();
        var rows = 0L;
        await using (var batch = await engine.Warehouse.OpenBatchAsync(run, reads, stop))
        {
            foreach (var (read, planned) in reads.Zip(plan.Reads))
            {
                var what = $"{engine.Name}: the batch '{read.Name}' of {name} from {expected.From} to {expected.To}";
                var changed = ShownRows.Batch(model, read.Columns, read.Cleared, expected.From, expected.To).ToList();
                ModelComparison.Same($"{what}, counted", (long)changed.Count, await batch.CountAsync(read.Name, stop));
                exports.Add(await ExportAsync(engine, batch, read, FileFormat.Csv, what, changed));
                if (planned.InParquet)
                {
                    await ExportAsync(engine, batch, read, FileFormat.Parquet, what, changed);
                }

                rows += changed.Count;
            }

            if (end is DeliveryEnd.Completed)
            {
                await batch.CompleteAsync(rows, stop);
            }
        }

        if (end is DeliveryEnd.Finished)
        {
            await engine.Warehouse.Runs.FinishAsync(run, rows, stop);
        }
        else if (end is DeliveryEnd.Failed)
        {
            await engine.Warehouse.Runs.FailAsync(run, "it failed", pause: false, stop);
        }

        return exports;
    }

    private async Task<string> ExportAsync(
        EngineUnderTest engine, IBatchSession batch, BatchRead read, FileFormat format, string what, List<string?[]> changed)
    {
        var file = folder[$"{name}-{engine.Name}-{files++}.{format.ToString().ToLowerInvariant()}"];
        ModelComparison.Same($"{what}, exported", (long)changed.Count, await batch.ExportAsync(read.Name, file, format, stop));
        var columns = ShownRows.BatchColumns(read.Columns);
        var found = format is FileFormat.Csv
            ? await ExactRows.ReadCsvAsync(file, columns, stop)
            : await ExactRows.ReadParquetAsync(file, columns, stop);
        ModelComparison.Same($"{what}, as {format}", changed, found);
        ModelComparison.Ordered($"{what}, as {format}", columns, found);
        return file;
    }

    /// <summary>Compares all bytes, except the order of rows that vanished together.</summary>
    private async Task SameFileAsync(string first, string other)
    {
        var (one, two) = (await File.ReadAllTextAsync(first, stop), await File.ReadAllTextAsync(other, stop));
        if (one == two)
        {
            return;
        }

        var what = $"{Path.GetFileName(first)} and {Path.GetFileName(other)}";
        var (lines, others) = (one.Split('\n'), two.Split('\n'));
        if (lines.Count(l => l.Contains(",delete,", StringComparison.Ordinal)) < 2)
        {
            var line = lines.Zip(others).TakeWhile(l => l.First == l.Second).Count();
            ModelComparison.Same($"line {line + 1} of {what}", lines.ElementAtOrDefault(line), others.ElementAtOrDefault(line));
        }

        ModelComparison.Same($"the lines of {what}", lines.Select(l => new string?[] { l }), others.Select(l => new string?[] { l }));
    }

    /// <summary>Applies a batch to the consumer's own table: by key, or at the end if rows have no key.</summary>
    private void Take(WarehouseModel model, long from, long to, DataContract contract)
    {
        foreach (var row in model.Rows.Where(r => r.LakeVersion > from && r.LakeVersion <= to))
        {
            var key = ShownRows.IsKeyed(contract) ? WarehouseModel.Key(row, contract) : $"{row.LoadId} {row.SourceRow}";
            if (row.IsDeleted)
            {
                got.Remove(key);
            }
            else
            {
                got[key] = row;
            }
        }
    }
}
