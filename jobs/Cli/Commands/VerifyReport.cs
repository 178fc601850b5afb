using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <param name="Loads">Null if the warehouse could not be compared.</param>
internal sealed record WarehouseVerdict(DatasetName Dataset, LoadVerdict? Loads, Problem? Problem)
{
    /// <summary>Whether the tables were rebuilt after this verdict. The next one of the dataset counts.</summary>
    public bool IsRepaired { get; init; }
}

/// <summary>The output of <c>verify</c>: first the lake, then a line for each dataset in the warehouse.</summary>
/// <param name="repaired">The files of the lake that were damaged and made again before this verdict.</param>
/// <param name="quick">Whether only the sizes of the lake's files were compared.</param>
internal sealed class VerifyReport(Workspace workspace, LakeVerdict lake, IReadOnlyList<LakeFinding> repaired, bool quick)
{
    /// <summary>The most differences of a dataset that are printed; the others are counted.</summary>
    private const int MostProblems = 10;

    private readonly List<WarehouseVerdict> datasets = [];

    private bool IsDamaged => lake.Contracts.IsDamaged
        || lake.Datasets.Any(d => d.Raw.IsDamaged || d.Quarantine.IsDamaged || d.Tables.SelectMany(t => t.Findings).Any(f => f.IsDamage));

    public void Add(WarehouseVerdict verdict) => datasets.Add(verdict);

    /// <summary>Prints and returns the exit code.</summary>
    public int Write(Terminal terminal)
    {
        var code = datasets
            .Where(d => !d.IsRepaired)
            .Select(d => d.Problem?.ExitCode ?? (d.Loads!.Problems.Count > 0 ? ExitCode.Usage : ExitCode.Done))
            .Aggregate(IsDamaged ? ExitCode.Usage : ExitCode.Done, ExitCode.Worse);
        if (terminal.Json)
        {
            WriteJson(terminal, code);
            return code;
        }

        foreach (var file in repaired)
        {
            terminal.Out.WriteLine($"{LakeVerdictText.Word(terminal, "repaired", Tone.Good)}  {PrintableText.Of(Workspace.Display(file.File))}: {PrintableText.Of(file.Found)}");
        }

        LakeVerdictText.Write(terminal, lake, quick);
        foreach (var dataset in datasets)
        {
            Write(terminal, dataset);
        }

        return code;
    }

    private void WriteJson(Terminal terminal, int code) => JsonOutput.Write(terminal.Out, new
    {
        lake = lake.Datasets.SelectMany(d => d.Tables).Select(t => new
        {
            table = t.Table.ToString(),
            lakeVersion = t.Version,
            parts = t.Parts,
            unprovenParts = t.UnprovenParts,
            problem = t.Findings.FirstOrDefault(f => f.IsDamage) is { } damage ? $"'{damage.File}': {damage.Found}" : null,
            findings = t.Findings.Select(LakeVerdictText.Json),
        }),
        raw = lake.Datasets.Select(d => LakeVerdictText.Json(d.Dataset.Value, d.Raw)),
        quarantine = lake.Datasets.Select(d => LakeVerdictText.Json(d.Dataset.Value, d.Quarantine)),
        repaired = repaired.Select(LakeVerdictText.Json),
        contracts = new { lake.Contracts.Checked, lake.Contracts.Unproven, findings = lake.Contracts.Findings.Select(LakeVerdictText.Json) },
        warehouse = datasets.Select(d => new
        {
            dataset = d.Dataset.Value,
            loads = d.Loads?.Loads,
            rows = d.Loads?.Rows,
            problems = d.Loads?.Problems ?? [d.Problem!.Message],
            rebuild = d.Loads?.RebuildReason,
            repaired = d.IsRepaired,
        }),
        exitCode = code,
    });

    private void Write(Terminal terminal, WarehouseVerdict verdict)
    {
        if (verdict.Loads is not { } loads)
        {
            terminal.Out.WriteLine($"{LakeVerdictText.Word(terminal, "unknown", Tone.Warning)}  {verdict.Dataset}: the warehouse could not be compared. {verdict.Problem!.Message}");
            return;
        }

        if (loads.RebuildReason is { } reason)
        {
            terminal.Out.WriteLine($"{LakeVerdictText.Word(terminal, "waits", Tone.Warning)}  {verdict.Dataset}: the next load rebuilds its tables from the lake: {reason}");
        }

        if (loads.Problems.Count == 0)
        {
            terminal.Out.WriteLine(
                $"{LakeVerdictText.Word(terminal, "equal", Tone.Good)}  {verdict.Dataset}: " + (loads.Loads == 0
                    ? "nothing is in the warehouse yet"
                    : $"the warehouse has the {Amount.Rows(loads.Rows)} of the lake's {CountText.Of(loads.Loads, "loaded commit")}"));
            return;
        }

        foreach (var problem in loads.Problems.Take(MostProblems))
        {
            terminal.Out.WriteLine($"{LakeVerdictText.Word(terminal, "differs", Tone.Bad)}  {problem}");
        }

        if (loads.Problems.Count > MostProblems)
        {
            terminal.Out.WriteLine($"{LakeVerdictText.Word(terminal, "differs", Tone.Bad)}  {verdict.Dataset}: and {CountText.Of(loads.Problems.Count - MostProblems, "more difference")}");
        }

        if (verdict.IsRepaired)
        {
            terminal.Out.WriteLine($"{LakeVerdictText.Word(terminal, "repaired", Tone.Good)}  {verdict.Dataset}: its tables were rebuilt from the lake");
        }
        else if (loads.RebuildHelps)
        {
            terminal.Out.WriteLine($"         Rebuild its tables from the lake with: datashare rebuild {verdict.Dataset}{workspace.Option}");
        }
    }
}
