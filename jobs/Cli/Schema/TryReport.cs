using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <param name="Fault">The reason why the file could not be tried; null if it was tried.</param>
/// <param name="IsOfTried">Whether the file would come under the tried version, or be refused because of it.</param>
/// <param name="Otherwise">The first value that the tried version reads differently; null if there is none.</param>
internal sealed record TriedFile(KeptFile File, KeptFileFault? Fault, TrialResult? Trial, bool IsOfTried, string? Otherwise);

/// <summary>The output of <c>schema try</c>: each file that would have rejected rows, and the total.</summary>
internal sealed class TryReport(DataContract contract, DatasetName dataset, DateTimeOffset since, IReadOnlyList<TriedFile> files)
{
    private readonly IReadOnlyList<(KeptFile File, TrialResult Trial)> tried =
        [.. files.Where(f => f is { Trial: not null, IsOfTried: true }).Select(f => (f.File, f.Trial!))];

    private readonly IReadOnlyList<TriedFile> otherwise = [.. files.Where(f => f.Otherwise is not null)];

    private readonly IReadOnlyList<TriedFile> others = [.. files.Where(f => f is { Trial: not null, IsOfTried: false })];

    private long NewlyRejected => tried.Sum(t => t.Trial.NewlyRejectedRows);

    /// <summary>The number of files that would be refused although they had accepted rows before.</summary>
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
            NewlyRejected > 0 || NewlyRefused > 0 || otherwise.Count > 0 ? ExitCode.Quarantined : ExitCode.Done,
            files.Any(f => f.Fault is { IsDamage: true }) ? ExitCode.Usage : ExitCode.Done);
    }

    private void WriteText(Terminal terminal)
    {
        if (files.Count == 0)
        {
            terminal.Out.WriteLine($"No file of {dataset} was received since {Minute.Of(since)}.");
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

        foreach (var file in otherwise)
        {
            WrappedText.Write(terminal, $"{terminal.Paint("misreads", Tone.Bad)}  {file.File.LoadId} {dataset}/{file.File.Name}: {ReasonText.Harmless(file.Otherwise!)}");
        }

        foreach (var (file, fault, _, _, _) in files.Where(f => f.Fault is not null))
        {
            var word = fault!.IsDamage ? terminal.Paint("damaged", Tone.Bad) : terminal.Paint("not kept", Tone.Warning);
            terminal.Out.WriteLine($"{word}  {file.LoadId} {dataset}/{file.Name}: {fault.What}");
        }

        WrappedText.Write(terminal, $"{Summary()} Nothing was written.");
    }

    private string Summary()
    {
        var over = $"{contract} over {Amount.Files(tried.Count + others.Count)} since {Minute.Of(since)}";
        var stay = others.Where(o => o.Trial!.Contract is not null).GroupBy(o => o.Trial!.Contract!.Version).OrderByDescending(g => g.Key)
            .Select(g => $"{Amount.Files(g.Count())} would come under {g.Key}, as they do now")
            .Concat(others.Count(o => o.Trial!.Contract is null) is > 0 and var none ? [$"{Amount.Files(none)} would fit no version, as they do now"] : []);
        var beside = string.Concat(stay.Select(s => $" {s}."));
        return tried.Count == 0
            ? $"{over}: no file would come under it.{beside}"
            : $"{over}: {Amount.Files(tried.Count)} would come under it, {Amount.Rows(tried.Sum(t => t.Trial.TotalRows))} in, " +
                $"{Amount.Count(tried.Sum(t => t.Trial.RejectedRows))} rejected in {Amount.Files(tried.Count(t => t.Trial.RejectedRows > 0))}, " +
                $"{Amount.Files(tried.Count(t => t.Trial.Refusal is not null))} refused; {Amount.Rows(NewlyRejected)} accepted before would be rejected" +
                $"{(otherwise.Count > 0 ? $", and {Amount.Files(otherwise.Count)} would be read differently" : "")}.{beside}";
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
            contract = f.Trial?.Contract?.Version.ToString(),
            isOfTried = f.IsOfTried,
            totalRows = f.Trial?.TotalRows,
            rejectedRows = f.Trial?.RejectedRows,
            newlyRejectedRows = f.Trial?.NewlyRejectedRows,
            otherwise = f.Otherwise,
            refusal = f.Trial?.Refusal,
            reasons = f.Trial?.Reasons.Select(TrialReport.Json),
        }),
        filesOfTried = tried.Count,
        totalRows = tried.Sum(t => t.Trial.TotalRows),
        rejectedRows = tried.Sum(t => t.Trial.RejectedRows),
        newlyRejectedRows = NewlyRejected,
        refusedFiles = tried.Count(t => t.Trial.Refusal is not null),
        newlyRefusedFiles = NewlyRefused,
        filesReadOtherwise = otherwise.Count,
    });

    private static string Words(Terminal terminal, KeptFile file, TrialResult trial) =>
        trial.Refusal is null ? terminal.Paint("rejects", trial.NewlyRejectedRows > 0 ? Tone.Bad : Tone.Warning)
        : terminal.Paint("refuses", file.Before is { AcceptedRows: > 0 } ? Tone.Bad : Tone.Warning);

    /// <summary>If the rows of a file were not checked, only the number that had been accepted is known.</summary>
    private static string Detail(KeptFile file, TrialResult trial) =>
        (trial.TotalRows > 0 ? $"{Amount.Count(trial.RejectedRows)} of {Amount.Rows(trial.TotalRows)}, " : "")
        + (file.Before is not { } before ? "the file was refused before"
            : trial.Refusal is not null ? $"{Amount.Rows(before.AcceptedRows)} of it were accepted before"
            : $"{Amount.Count(trial.NewlyRejectedRows)} of them were accepted before");
}
