using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The words for a quarantine entry in the output.</summary>
internal static class QuarantineWords
{
    /// <summary><c>01JABC… orders/may.csv</c>.</summary>
    public static string Title(QuarantinedLoad entry) => $"{entry.LoadId} {entry.Reason.Dataset}/{entry.Reason.FileName}";

    /// <summary><c>12 of 100 rows</c>, or <c>the file</c>.</summary>
    public static string HowMany(QuarantineReason reason) => reason.Kind is QuarantineKind.File
        ? "the file"
        : string.Create(CultureInfo.InvariantCulture, $"{reason.RejectedRows:N0} of {CountText.Of(reason.TotalRows ?? 0, "row")}");

    /// <summary>The broken rules in few words, so that entries with the same fault have the same text.</summary>
    public static string Why(QuarantineReason reason)
    {
        if (reason.Kind is QuarantineKind.File && reason.Violations.Count == 0)
        {
            return reason.Rule ?? "the file as a whole";
        }

        var rules = reason.Violations.Select(v => v.Column is null ? v.Rule : $"{v.Column}: {v.Rule}").Distinct(StringComparer.Ordinal).ToList();
        return string.Join(", ", rules.Take(3)) + (rules.Count > 3 ? FormattableString.Invariant($" and {rules.Count - 3} more") : "");
    }

    /// <summary><c>discarded by ada at 2026-01-31 10:00Z: a test</c>.</summary>
    public static string Ending(QuarantineClosure closure) =>
        $"{closure.How.ToString().ToLowerInvariant()} by {closure.By} at {Minute.Of(closure.At)}"
        + (closure.LoadId is { } load ? $" as {load}" : "")
        + (closure.Why is { } why ? $": {why}" : "");

    public static object Json(QuarantinedLoad entry) => new
    {
        id = entry.LoadId.Value,
        dataset = entry.Reason.Dataset.Value,
        file = entry.Reason.FileName,
        kind = entry.Reason.Kind,
        at = entry.Reason.At,
        contract = entry.Reason.Contract?.ToString(),
        totalRows = entry.Reason.TotalRows,
        rejectedRows = entry.Reason.RejectedRows,
        why = Why(entry.Reason),
        reason = entry.Reason.Reason,
        replayOf = entry.Reason.ReplayOf?.Value,
        folder = entry.Folder,
        closed = entry.Closed is not { } closed ? null : new
        {
            how = closed.How,
            by = closed.By,
            why = closed.Why,
            at = closed.At,
            loadId = closed.LoadId?.Value,
        },
    };
}
