using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The result of a check as a comment for a pull request.</summary>
internal static class CheckMarkdown
{
    public static void Write(TextWriter output, SchemaCheck check)
    {
        output.WriteLine($"### Contracts: {Escape(CheckText.Summary(check))}");
        Write(output, "Files that cannot be read", check.Problems.Select(p => $"{Workspace.Display(p.File)} line {p.Line}: {p.Message}"));
        foreach (var version in check.Versions)
        {
            Write(output, version);
        }

        Write(output, "Deleted", check.Removed.SelectMany(r => r.Broken.Prepend(r.IsRefused ? "refused: " + r.Text : r.Text)));
        Write(output, "Consumers", check.ConsumerProblems.Select(p => $"{Workspace.Display(p.File)} line {p.Line}: {p.Message}"));
        Write(output, "Notes", check.Notes);
    }

    private static void Write(TextWriter output, ReviewedVersion version)
    {
        output.WriteLine();
        output.WriteLine($"#### {Escape(version.Contract.ToString())}: {(version.IsAdmitted ? "admitted" : $"**{CheckText.Word(version)}**")}");
        if (version.Verdict is { Changes.Count: > 0, Against: { } against })
        {
            output.WriteLine();
            output.WriteLine($"| change against {against.Version} | step | breaks | touched in the last {SchemaCheck.Lately.Days} days | instead |");
            output.WriteLine("|---|---|---|---|---|");
            foreach (var row in ReviewTable.Of(version))
            {
                output.WriteLine($"| {Escape(row.Change)} | {row.Step} | {Escape(row.Breaks)} | {row.Touched} | {row.Instead} |");
            }
        }

        List(output, [.. version.Broken, .. version.Refusals.Select(r => "refused: " + r), .. version.Held.Select(h => "waits: " + h), .. version.Warnings.Select(w => "warning: " + w)]);
    }

    private static void Write(TextWriter output, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            output.WriteLine();
            output.WriteLine($"#### {title}");
            List(output, all);
        }
    }

    private static void List(TextWriter output, List<string> lines)
    {
        if (lines.Count > 0)
        {
            output.WriteLine();
        }

        foreach (var line in lines)
        {
            output.WriteLine($"- {Escape(line)}");
        }
    }

    /// <summary>Escapes markup, because names come from other people's files.</summary>
    private static string Escape(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c =>
        c is '<' ? "&lt;" : c is '&' ? "&amp;" : @"\`*_[]|~".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString()));
}
