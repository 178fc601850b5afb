using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <param name="Fault">Why the file could not be tried; null when it was.</param>
internal sealed record TriedFile(KeptFile File, KeptFileFault? Fault, TrialResult? Trial);

/// <summary>What <c>schema try</c> prints: each file that would have rejected rows, and the sum.</summary>
internal sealed class TryReport(DataContract contract, DatasetName dataset, DateTimeOffset since, IReadOnlyList<TriedFile> files)
{
    private readonly IReadOnlyList<(KeptFile File, TrialResult Trial)> tried =
        [.. files.Where(f => f.Trial is not null).Select(f => (f.File, f.Trial!))];

    private long NewlyRejected => tried.Sum(t => t.Trial.NewlyRejectedRows);

    /// <summary>Refused now, with rows that had been accepted.</summary>
    private int NewlyRefused => tried.Count(t => t.Trial.Refusal is not null && t.File.Before is { AcceptedRows: > 0 });

    /// <summary>Prints and returns the exit code.</summary>
    public int Write(Terminal terminal)
    {
        if (terminal.Json)
        {
            WriteJson(terminal);
        }
        else
        {
            WriteText(terminal);
        }

        return ExitCode.Worse(
            NewlyRejected > 0 || NewlyRefused > 0 ? ExitCode.Quarantined : ExitCode.Done,
            files.Any(f => f.Fault is { IsDamage: true }) ? ExitCode.Usage : ExitCode.Done);
    }

    private void WriteText(Terminal terminal)
    {
        if (files.Count == 0)
        {
            terminal.Out.WriteLine($"No file of {dataset} has come since {QuarantineWords.At(since)}.");
            return;
        }

        var showRaw = !contract.Columns.Any(c => c.IsRestricted);
        foreach (var (file, trial) in tried.Where(t => t.Trial.WouldQuarantine))
        {
            terminal.Out.WriteLine($"{Words(terminal, file, trial)}  {file.LoadId} {dataset}/{file.Name}: {Detail(file, trial)}");
            if (trial.Refusal is { } refusal)
            {
                WrappedText.Write(terminal, ReasonText.Harmless(refusal), "  ");
            }

            ReasonText.Write(terminal, trial.Reasons, showRaw);
        }

        foreach (var (file, fault, _) in files.Where(f => f.Fault is not null))
        {
            var word = fault!.IsDamage ? terminal.Paint("damaged", Tone.Bad) : terminal.Paint("not kept", Tone.Warning);
            terminal.Out.WriteLine($"{word}  {file.LoadId} {dataset}/{file.Name}: {fault.What}");
        }

        terminal.Out.WriteLine(
            $"{contract} over {Files(tried.Count)} since {QuarantineWords.At(since)}: {IngestReport.Count(tried.Sum(t => t.Trial.TotalRows))} rows in, " +
            $"{IngestReport.Count(tried.Sum(t => t.Trial.RejectedRows))} rejected in {Files(tried.Count(t => t.Trial.RejectedRows > 0))}, " +
            $"{Files(tried.Count(t => t.Trial.Refusal is not null))} refused; {IngestReport.Count(NewlyRejected)} rows that had been accepted would not be. Nothing was written.");
    }

    private void WriteJson(Terminal terminal) => JsonOutput.Write(terminal.Out, new
    {
        contract = contract.ToString(),
        dataset = dataset.Value,
        since,
        files = files.Select(f => new
        {
            loadId = f.File.LoadId.Value,
            file = f.File.Name,
            acceptedRowsBefore = f.File.Before?.AcceptedRows,
            isKept = f.Fault is null,
            fault = f.Fault?.What,
            totalRows = f.Trial?.TotalRows,
            rejectedRows = f.Trial?.RejectedRows,
            newlyRejectedRows = f.Trial?.NewlyRejectedRows,
            refusal = f.Trial?.Refusal,
            reasons = f.Trial?.Reasons.Select(TrialReport.Json),
        }),
        totalRows = tried.Sum(t => t.Trial.TotalRows),
        rejectedRows = tried.Sum(t => t.Trial.RejectedRows),
        newlyRejectedRows = NewlyRejected,
        refusedFiles = tried.Count(t => t.Trial.Refusal is not null),
    });

    private static string Words(Terminal terminal, KeptFile file, TrialResult trial) =>
        trial.Refusal is null ? terminal.Paint("rejects", trial.NewlyRejectedRows > 0 ? Tone.Bad : Tone.Warning)
        : terminal.Paint("refuses", file.Before is { AcceptedRows: > 0 } ? Tone.Bad : Tone.Warning);

    private static string Detail(KeptFile file, TrialResult trial) =>
        $"{IngestReport.Count(trial.RejectedRows)} of {IngestReport.Count(trial.TotalRows)} rows, "
        + (file.Before is null ? "the file was refused before" : $"{IngestReport.Count(trial.NewlyRejectedRows)} of them accepted before");

    private static string Files(int count) => count == 1 ? "1 file" : $"{IngestReport.Count(count)} files";
}
