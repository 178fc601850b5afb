namespace DataShare.Jobs;

/// <summary>A check for people, in a terminal.</summary>
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

        foreach (var problem in check.ConsumerProblems)
        {
            WrappedText.Write(terminal, problem, "problem  ", Tone.Bad);
        }

        foreach (var note in check.Notes)
        {
            WrappedText.Write(terminal, note, "note     ", Tone.Faint);
        }

        WrappedText.Write(terminal, Summary(check), "", check.IsAdmitted ? Tone.Plain : Tone.Bad);
    }

    public static void Write(Terminal terminal, ReviewedVersion version)
    {
        var (word, tone) = version.IsAdmitted ? ("admitted", Tone.Good) : ("refused", Tone.Bad);
        terminal.Out.WriteLine(terminal.Paint($"{version.Contract}: {word}", tone));
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

        foreach (var line in version.Warnings)
        {
            WrappedText.Write(terminal, line, "  warning: ", Tone.Warning);
        }
    }

    public static string Summary(SchemaCheck check) => (check.Versions.Count, check.Versions.Count(v => !v.IsAdmitted)) switch
    {
        (0, _) => $"No version is new against {check.Against}.",
        (1, 0) => $"1 version is new against {check.Against}; it may be published.",
        (1, _) => $"1 version is new against {check.Against}; it is refused.",
        (var all, 0) => $"{all} versions are new against {check.Against}; all may be published.",
        (var all, var refused) => $"{all} versions are new against {check.Against}; {refused} of them refused.",
    };

    /// <summary>Where it stands and what it was compared with.</summary>
    private static string Header(ReviewedVersion version) => version.Verdict switch
    {
        null => Workspace.Display(version.Contract.SourceFile),
        { Against: null } => $"{Workspace.Display(version.Contract.SourceFile)}: the first version of {version.Contract.Dataset}",
        { IsNewMajor: true } verdict => $"{Workspace.Display(version.Contract.SourceFile)}: a new major version beside {verdict.Against.Version}, with a table of its own",
        var verdict => $"{Workspace.Display(version.Contract.SourceFile)}: against {verdict.Against!.Version} ({DataShare.Schemas.CompatibilityGuard.NameOf(verdict.Mode)}), needs a {ChangeTable.Step(verdict.StepNeeded)} step",
    };
}
