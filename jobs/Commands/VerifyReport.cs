using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <param name="LakeVersion">Up to which the table is whole; null when it is damaged.</param>
internal sealed record LakeVerdict(LakeTableId Table, long? LakeVersion, string? Damage);

/// <param name="Loads">Null when the warehouse could not be compared.</param>
internal sealed record WarehouseVerdict(DatasetName Dataset, LoadVerdict? Loads, Problem? Problem);

/// <summary>What <c>verify</c> prints: a line for each table of the lake, then one for each dataset in the warehouse.</summary>
internal sealed class VerifyReport(Workspace workspace)
{
    /// <summary>Differences of one dataset that are printed; the rest is counted.</summary>
    private const int MostProblems = 10;

    private readonly List<LakeVerdict> tables = [];
    private readonly List<WarehouseVerdict> datasets = [];

    public void Add(LakeVerdict verdict) => tables.Add(verdict);

    public void Add(WarehouseVerdict verdict) => datasets.Add(verdict);

    public bool IsDamaged(DatasetName dataset) => tables.Any(t => t.Table.Dataset == dataset && t.Damage is not null);

    /// <summary>Prints and returns the exit code.</summary>
    public int Write(Terminal terminal)
    {
        var code = tables.Select(t => t.Damage is null ? ExitCode.Done : ExitCode.Usage)
            .Concat(datasets.Select(d => d.Problem?.ExitCode ?? (d.Loads!.Problems.Count > 0 ? ExitCode.Usage : ExitCode.Done)))
            .Aggregate(ExitCode.Done, ExitCode.Worse);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                lake = tables.Select(t => new { table = t.Table.ToString(), lakeVersion = t.LakeVersion, problem = t.Damage }),
                warehouse = datasets.Select(d => new
                {
                    dataset = d.Dataset.Value,
                    loads = d.Loads?.Loads,
                    rows = d.Loads?.Rows,
                    problems = d.Loads?.Problems ?? [d.Problem!.Message],
                    rebuild = d.Loads?.RebuildReason,
                }),
                exitCode = code,
            });
            return code;
        }

        foreach (var table in tables)
        {
            terminal.Out.WriteLine(table.Damage is { } damage
                ? $"{Word(terminal, "damaged", Tone.Bad)}  {table.Table}: {damage}"
                : $"{Word(terminal, "whole", Tone.Good)}  {table.Table}: every entry and every part up to lake version {table.LakeVersion}");
        }

        foreach (var dataset in datasets)
        {
            Write(terminal, dataset);
        }

        if (tables.Count == 0)
        {
            terminal.Out.WriteLine("The lake has no tables yet.");
        }

        return code;
    }

    private void Write(Terminal terminal, WarehouseVerdict verdict)
    {
        if (verdict.Loads is not { } loads)
        {
            terminal.Out.WriteLine($"{Word(terminal, "unknown", Tone.Warning)}  {verdict.Dataset}: the warehouse could not be compared. {verdict.Problem!.Message}");
            return;
        }

        if (loads.RebuildReason is { } reason)
        {
            terminal.Out.WriteLine($"{Word(terminal, "waits", Tone.Warning)}  {verdict.Dataset}: the next load makes its tables again from the lake: {reason}");
        }

        if (loads.Problems.Count == 0)
        {
            terminal.Out.WriteLine(
                $"{Word(terminal, "equal", Tone.Good)}  {verdict.Dataset}: " + (loads.Loads == 0
                    ? "nothing is in the warehouse yet"
                    : $"the warehouse has the {IngestReport.Count(loads.Rows)} rows that the lake's {IngestReport.Count(loads.Loads)} loaded commits make"));
            return;
        }

        foreach (var problem in loads.Problems.Take(MostProblems))
        {
            terminal.Out.WriteLine($"{Word(terminal, "differs", Tone.Bad)}  {problem}");
        }

        if (loads.Problems.Count > MostProblems)
        {
            terminal.Out.WriteLine($"{Word(terminal, "differs", Tone.Bad)}  {verdict.Dataset}: and {IngestReport.Count(loads.Problems.Count - MostProblems)} more differences");
        }

        terminal.Out.WriteLine($"         Make its tables again from the lake with: datashare rebuild {verdict.Dataset}{workspace.Option}");
    }

    private static string Word(Terminal terminal, string word, Tone tone) => terminal.Paint(word.PadRight(7), tone);
}
