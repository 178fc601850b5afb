using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The output of <c>ingest</c>: a line with the outcome of each file, then the loads.</summary>
/// <param name="admission">The result of publishing new contracts first.</param>
internal sealed class IngestReport(
    Workspace workspace, Inbox inbox, IReadOnlyList<DatasetResult> results, IReadOnlyList<string> strays, Admission admission)
{
    /// <summary>Prints and returns the exit code.</summary>
    public int Write(Terminal terminal)
    {
        var code = results.Select(r => r.ExitCode).Append(strays.Count > 0 ? ExitCode.Usage : ExitCode.Done).Append(admission.Code).Aggregate(ExitCode.Worse);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                files = results.SelectMany(r => r.Files.Select(Json)),
                rebuilt = results.Select(r => r.Rebuilt).OfType<RebuildResult>().Select(r => r.Json),
                loads = results.SelectMany(r => r.Loads.Select(Json)),
                problems = results.Where(r => r.Problem is not null).Select(r => $"{r.Dataset}: {r.Problem!.Message}").Concat(strays),
                leftOut = admission.NotTaken.Select(n => n.Json),
                exitCode = code,
            });
            return code;
        }

        WriteText(terminal);
        return code;
    }

    private void WriteText(Terminal terminal)
    {
        foreach (var result in results)
        {
            foreach (var file in result.Files)
            {
                var (word, tone, detail) = Describe(file);
                terminal.Out.WriteLine($"{terminal.Paint(word.PadRight(11), tone)}  {result.Dataset}/{PrintableText.Of(file.Name)}: {PrintableText.Of(detail)}");
                foreach (var note in (file as DropOutcome.Landed)?.Notes ?? [])
                {
                    terminal.Out.WriteLine($"{terminal.Paint("note".PadRight(11), Tone.Warning)}  {result.Dataset}/{PrintableText.Of(file.Name)}: {PrintableText.Of(note)}");
                }
            }
        }

        foreach (var rebuilt in results.Select(r => r.Rebuilt).OfType<RebuildResult>())
        {
            rebuilt.Write(terminal);
        }

        foreach (var result in results.Where(r => r.Loads.Count > 0))
        {
            terminal.Out.WriteLine($"{terminal.Paint("loaded".PadRight(11), Tone.Good)}  {result.Dataset}: {LoadLine(result.Loads)}");
        }

        foreach (var problem in results.Where(r => r.Problem is not null))
        {
            terminal.Error.WriteLine($"{problem.Dataset}: {PrintableText.Of(problem.Problem!.Message)}");
            // For a problem that fails again until somebody changes something, the message itself gives the next step.
            terminal.Error.WriteLine("Completed work is kept." + (problem.Problem.ExitCode == ExitCode.Failed ? " Continue with: datashare ingest" + workspace.Option : ""));
        }

        foreach (var stray in strays)
        {
            terminal.Error.WriteLine(PrintableText.Of(stray));
        }

        if (results.All(r => r is { Files.Count: 0, Loads.Count: 0, Problem: null, Rebuilt: null }) && strays.Count == 0)
        {
            terminal.Out.WriteLine(results.Count == 0
                ? $"Nothing to do: no dataset has a published contract. Write the first one from a file: datashare schema infer FILE{workspace.Option}"
                : $"Nothing to do: the inbox is empty. Drop files into {Workspace.Display(inbox.Root)}/<dataset>/ " +
                $"({string.Join(", ", results.Take(MostNamed).Select(r => r.Dataset))}{(results.Count > MostNamed ? $" and {Amount.Count(results.Count - MostNamed)} more" : "")}).");
        }
    }

    /// <summary>The most datasets that are named; the others are counted.</summary>
    private const int MostNamed = 10;

    public static (string Word, Tone Tone, string Detail) Describe(DropOutcome outcome) => outcome switch
    {
        DropOutcome.Landed { RejectedRows: > 0 } landed => ("landed", Tone.Warning,
            $"{Amount.Rows(landed.AcceptedRows + landed.RejectedRows)} in: {Amount.Count(landed.AcceptedRows)} accepted, {Amount.Count(landed.RejectedRows)} rejected ({Shown(landed.QuarantineFolder)}), contract {landed.Contract}, lake version {landed.LakeVersion}"),
        DropOutcome.Landed landed => ("landed", Tone.Good,
            $"{Amount.Rows(landed.AcceptedRows)}, contract {landed.Contract}, lake version {landed.LakeVersion}"),
        DropOutcome.Quarantined quarantined => ("quarantined", Tone.Bad, $"{quarantined.Reason} ({Shown(quarantined.QuarantineFolder)})"),
        DropOutcome.Duplicate duplicate => ("duplicate", Tone.Faint, Same(duplicate.Of.Value, duplicate.Why)),
        DropOutcome.NotReplayed not => ("not replayed", Tone.Bad, $"{not.Reason.TrimEnd('.')}. It stays in quarantine as {not.Of}."),
        DropOutcome.NotSettled unsettled => ("not settled", Tone.Warning, unsettled.Reason),
        _ => throw new InvalidOperationException($"No words for {outcome.GetType().Name}."),
    };

    /// <summary>The reason why a duplicate is not taken.</summary>
    /// <param name="of">The load with the same content.</param>
    public static string Same(string of, Sameness why) => why switch
    {
        Sameness.Replayed => $"already replayed, as {of}",
        Sameness.CurrentSnapshot => $"same content as {of}, which is the current snapshot; use --again to load it again",
        Sameness.CameLast => $"same content as {of}, and nothing has landed since; use --again to load it again",
        _ => $"same content as {of}; use --again to load it again",
    };

    public static string LoadLine(IReadOnlyList<LoadedCommit> loads) =>
        $"{Amount.Count(loads.Sum(l => l.RowsInserted))} inserted, {Amount.Count(loads.Sum(l => l.RowsUpdated))} updated, " +
        $"{Amount.Count(loads.Sum(l => l.RowsDeleted))} deleted; lake version {loads[^1].LakeVersion}";

    private static string Shown(string? folder) => folder is null ? "" : Workspace.Display(folder);

    public static object Json(DropOutcome file)
    {
        var landed = file as DropOutcome.Landed;
        var quarantined = file as DropOutcome.Quarantined;
        return new
        {
            dataset = file.Dataset.Value,
            file = file.Name,
            outcome = Word(file.GetType().Name),
            loadId = (landed?.LoadId ?? quarantined?.LoadId)?.Value,
            contract = landed?.Contract.ToString(),
            rowsIn = landed?.AcceptedRows + landed?.RejectedRows,
            acceptedRows = landed?.AcceptedRows,
            rejectedRows = landed?.RejectedRows,
            lakeVersion = landed?.LakeVersion,
            notes = landed?.Notes,
            reason = quarantined?.Reason ?? (file as DropOutcome.NotSettled)?.Reason ?? (file as DropOutcome.NotReplayed)?.Reason,
            quarantine = quarantined?.QuarantineFolder ?? landed?.QuarantineFolder,
            duplicateOf = (file as DropOutcome.Duplicate)?.Of.Value,
            duplicateWhy = (file as DropOutcome.Duplicate)?.Why is { } why ? Word(why) : null,
        };
    }

    public static string Word(Sameness why) => Word(why.ToString());

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    public static object Json(LoadedCommit load) => new
    {
        dataset = load.Table.Dataset.Value,
        major = load.Table.Major,
        lakeVersion = load.LakeVersion,
        rowsInserted = load.RowsInserted,
        rowsUpdated = load.RowsUpdated,
        rowsDeleted = load.RowsDeleted,
        loadIds = load.LoadIds.Select(l => l.Value),
    };
}
