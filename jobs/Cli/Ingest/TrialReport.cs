using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The output of <c>ingest --dry-run</c> for a file.</summary>
internal static class TrialReport
{
    public static void Write(Terminal terminal, DatasetName dataset, TrialResult trial, bool isPublished)
    {
        var (word, tone) = trial switch
        {
            { Refusal: not null } => ("would be quarantined", Tone.Bad),
            { Duplicate: not null } => ("would be a duplicate", Tone.Faint),
            { NotTaken: not null } => ("would not be taken", Tone.Warning),
            { RejectedRows: > 0 } => ("would land", Tone.Warning),
            _ => ("would land", Tone.Good),
        };
        terminal.Out.WriteLine($"{terminal.Paint(word, tone)}  {dataset}/{trial.Name}: {Rows(trial)}");
        if (trial.Refusal is { } refusal)
        {
            WrappedText.Write(terminal, ReasonText.Harmless(refusal), "  ");
        }

        foreach (var line in trial.Fault?.TrimEnd().Split('\n') ?? [])
        {
            terminal.Out.WriteLine(terminal.Paint($"  {ReasonText.Harmless(line)}", Tone.Faint));
        }

        foreach (var note in trial.Notes)
        {
            WrappedText.Write(terminal, $"note: {ReasonText.Harmless(note)}", "  ");
        }

        if (trial.Contract is { } contract)
        {
            WrappedText.Write(terminal, $"contract {contract}{(isPublished ? "" : " (not published yet)")}: {trial.WhyContract}", "  ");
            WrappedText.Write(terminal, trial.Dialect is { } dialect ? $"CSV: {DialectText.Of(dialect, contract.Inbox.Csv, trial.LineEnd, trial.HasMark)}" : "Parquet", "  ");
            WrappedText.Write(terminal, $"columns: {string.Join(", ", trial.Columns)}", "  ");
            WriteColumns(terminal, "not there", trial.Absent);
            WriteColumns(terminal, $"not in the contract, which has unknownColumn: {contract.OnViolation.UnknownColumn.ToString().ToLowerInvariant()}", trial.Unknown);
        }

        ReasonText.Write(terminal, trial.Reasons, showRaw: trial.Contract?.Columns.Any(c => c.IsRestricted) is false);
        if (trial.FirstRows is { Rows.Count: > 0 } first)
        {
            terminal.Out.WriteLine(first.Rows.Count == 1 ? "  the first row as it would land:" : $"  the first {first.Rows.Count} rows as they would land:");
            FirstRows.Write(terminal, first);
        }
    }

    public static object Json(DatasetName dataset, TrialResult trial) => new
    {
        dataset = dataset.Value,
        file = trial.Name,
        wouldLand = trial.WouldLand,
        contract = trial.Contract?.Version.ToString(),
        whyContract = trial.WhyContract,
        format = trial.Format,
        dialect = trial.Dialect is { } dialect ? DialectText.Json(dialect, trial.Contract!.Inbox.Csv, trial.LineEnd, trial.HasMark) : null,
        columns = trial.Columns,
        absent = trial.Absent,
        unknown = trial.Unknown,
        totalRows = trial.TotalRows,
        acceptedRows = trial.AcceptedRows,
        rejectedRows = trial.RejectedRows,
        notes = trial.Notes,
        refusal = trial.Refusal,
        refusalRule = trial.RefusalRule,
        fault = trial.Fault,
        duplicateOf = trial.Duplicate is { OfFile: null } landed ? landed.Of.Value : null,
        duplicateOfFile = trial.Duplicate?.OfFile,
        duplicateWhy = trial.Duplicate is { } same ? IngestReport.Word(same.Why) : null,
        notTaken = trial.NotTaken,
        reasons = trial.Reasons.Select(Json),
        rows = FirstRows.Json(trial.FirstRows),
    };

    public static object Json(TrialReason reason) => new
    {
        column = reason.Column,
        rule = reason.Rule,
        count = reason.Count,
        examples = reason.Examples.Select(e => new { row = e.Row, line = e.Line, message = e.Message }),
    };

    private static string Rows(TrialResult trial) =>
        trial.Duplicate is { } same ? IngestReport.Same(same.OfFile is { } file ? $"'{ReasonText.Harmless(file)}', which comes before it" : $"load {same.Of}", same.Why)
        : trial.NotTaken is { } why ? why
        : trial.Contract is null ? "its rows were not checked"
        : $"{Amount.Rows(trial.TotalRows)} in: {Amount.Count(trial.AcceptedRows)} accepted, {Amount.Count(trial.RejectedRows)} rejected";

    private static void WriteColumns(Terminal terminal, string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            WrappedText.Write(terminal, ReasonText.Harmless($"{what}: {string.Join(", ", names.Take(50))}{(names.Count > 50 ? "…" : "")}"), "  ");
        }
    }
}
