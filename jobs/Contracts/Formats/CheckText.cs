using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The result of a check as text for a terminal.</summary>
internal static class CheckText
{
    public static void Write(Terminal terminal, SchemaCheck check)
    {
        foreach (var problem in check.Problems)
        {
            WrappedText.Write(terminal, $"{Workspace.Display(problem.File)}({problem.Line},{problem.Column}): {problem.Message}", "problem  ", Tone.Bad);
        }

        foreach (var version in check.Versions)
        {
            Write(terminal, version);
            terminal.Out.WriteLine();
        }

        foreach (var removed in check.Removed)
        {
            WrappedText.Write(terminal, removed.Text, "deleted  ", removed.IsRefused ? Tone.Bad : Tone.Warning);
            foreach (var line in removed.Broken)
            {
                WrappedText.Write(terminal, line, "  ", removed.IsRefused ? Tone.Bad : Tone.Warning);
            }
        }

        foreach (var problem in check.ConsumerProblems)
        {
            WrappedText.Write(terminal, Workspace.Shown(problem), "problem  ", Tone.Bad);
        }

        foreach (var note in check.Notes)
        {
            WrappedText.Write(terminal, note, "note     ", Tone.Faint);
        }

        WrappedText.Write(terminal, Summary(check), "", check.IsAdmitted ? Tone.Plain : Tone.Bad);
    }

    public static void Write(Terminal terminal, ReviewedVersion version)
    {
        terminal.Out.WriteLine(terminal.Paint($"{version.Contract}: {Word(version)}", version.IsAdmitted ? Tone.Good : Tone.Bad));
        WrappedText.Write(terminal, Header(version), "  ", Tone.Faint);
        if (version.Verdict is { Changes.Count: > 0 } verdict)
        {
            ChangeTable.Write(terminal, verdict.Changes.Select(c => (c.Change, c.IsRefused)));
        }

        foreach (var line in version.Broken)
        {
            WrappedText.Write(terminal, line, "  ", version.IsAdmitted ? Tone.Warning : Tone.Bad);
        }

        foreach (var line in version.Refusals)
        {
            WrappedText.Write(terminal, line, "  refused: ", Tone.Bad);
        }

        foreach (var line in version.Held)
        {
            WrappedText.Write(terminal, line, "  waits: ", Tone.Bad);
        }

        foreach (var line in version.Warnings)
        {
            WrappedText.Write(terminal, line, "  warning: ", Tone.Warning);
        }
    }

    /// <summary>The decision in one word.</summary>
    public static string Word(ReviewedVersion version) => version.IsAdmitted ? "admitted" : version.Refusals.Count > 0 ? "refused" : "waits";

    public static string Summary(SchemaCheck check) => NewVersions(check) + check.Removed.Count switch
    {
        0 => "",
        1 => $" {check.Removed[0].Name} is deleted{(check.Removed[0].IsRefused ? ", which is refused" : "")}.",
        _ => $" {string.Join(", ", check.Removed.Select(r => r.Name))} are deleted{(check.Removed.Any(r => r.IsRefused) ? ", which is refused" : "")}.",
    };

    private static string NewVersions(SchemaCheck check)
    {
        var (all, refused, waiting) = (check.Versions.Count, check.Versions.Count(v => v.Refusals.Count > 0), check.Versions.Count(v => Word(v) == "waits"));
        return (all, refused, waiting) switch
        {
            (0, _, _) => $"No version is new against {check.Against}.",
            (1, 0, 0) => $"1 version is new against {check.Against}; it can be published.",
            (1, 0, _) => $"1 version is new against {check.Against}; it waits.",
            (1, _, _) => $"1 version is new against {check.Against}; it is refused.",
            (_, 0, 0) => $"{all} versions are new against {check.Against}; all can be published.",
            (_, _, 0) => $"{all} versions are new against {check.Against}; {refused} of them refused.",
            (_, 0, _) => $"{all} versions are new against {check.Against}; {waiting} of them {(waiting == 1 ? "waits" : "wait")}.",
            _ => $"{all} versions are new against {check.Against}; {refused} of them refused, {waiting} {(waiting == 1 ? "waits" : "wait")}.",
        };
    }

    /// <summary>The version's file, and the version that it was compared with.</summary>
    private static string Header(ReviewedVersion version) => version.Verdict switch
    {
        null => Workspace.Display(version.Contract.SourceFile),
        { Against: null } => $"{Workspace.Display(version.Contract.SourceFile)}: the first version of {version.Contract.Dataset}",
        { IsNewMajor: true } verdict => $"{Workspace.Display(version.Contract.SourceFile)}: a new major version next to {verdict.Against.Version}, with its own table",
        var verdict => $"{Workspace.Display(version.Contract.SourceFile)}: against {verdict.Against!.Version} ({DataShare.Schemas.CompatibilityGuard.NameOf(verdict.Mode)}), needs a {ChangeTable.Step(verdict.StepNeeded)} step",
    };
}
