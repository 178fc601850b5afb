using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The result of a check as JSON.</summary>
internal static class CheckJson
{
    public static void Write(TextWriter output, SchemaCheck check) => JsonOutput.Write(output, new
    {
        against = check.Against,
        admitted = check.IsAdmitted,
        versions = check.Versions.Select(Of),
        deleted = check.Removed.Select(r => new
        {
            dataset = r.Dataset.Value,
            major = r.Major,
            versions = r.Versions.Select(v => v.ToString()),
            refused = r.IsRefused,
            readers = r.Readers.Select(n => new { consumer = n.Reader, owner = n.Owner, columns = n.Columns }),
            text = r.Text,
        }),
        problems = check.Problems.Select(p => new { file = Workspace.Display(p.File), line = p.Line, column = p.Column, message = p.Message }),
        consumerProblems = check.ConsumerProblems.Select(Workspace.Shown),
        notes = check.Notes,
    });

    public static object Of(ReviewedVersion version) => new
    {
        dataset = version.Contract.Dataset.Value,
        version = version.Contract.Version.ToString(),
        file = Workspace.Display(version.Contract.SourceFile),
        admitted = version.IsAdmitted,
        against = version.Verdict?.Against?.Version.ToString(),
        mode = version.Verdict is { } verdict ? CompatibilityGuard.NameOf(verdict.Mode) : null,
        stepNeeded = version.Verdict?.StepNeeded,
        recent = version.Recent is { } recent ? new { days = SchemaCheck.Lately.Days, files = recent.Files, rows = recent.Rows } : null,
        changes = (version.Verdict?.Changes ?? []).Select(c => new
        {
            against = c.Against.Version.ToString(),
            change = Of(c.Change),
            refused = c.IsRefused,
            waivers = c.Waivers.Select(Of),
        }),
        breaks = (version.Verdict?.Breaks ?? []).Select(Of),
        refusals = version.Refusals,
        held = version.Held,
        warnings = version.Warnings,
    };

    public static object Of(ReaderBreak broken) => new
    {
        consumer = broken.Reader.Reader,
        owner = broken.Reader.Owner,
        path = broken.Change.Path,
        text = broken.Text,
        waiver = broken.Waiver is { } waiver ? Of(waiver) : null,
    };

    public static object Of(ContractChange change) => new
    {
        path = change.Path,
        rule = change.Rule,
        text = change.Text,
        breaks = Enum.GetValues<Directions>().Where(d => d is not Directions.None && change.Breaks.HasFlag(d)),
        step = change.Step,
        warning = change.Warning,
    };

    public static object Of(Waiver waiver) => new
    {
        change = waiver.Change,
        consumer = waiver.IsOfProducers ? null : waiver.Consumer,
        producer = waiver.IsOfProducers ? waiver.Consumer : null,
        until = waiver.Until,
        agreedBy = waiver.AgreedBy,
    };
}
