using System.CommandLine;
using DataShare.Lake;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine show</c>: what is wrong in one entry, with examples.</summary>
internal sealed class QuarantineShowCommand : Command, IHasExamples
{
    private const int ExamplesPerReason = 3;

    private readonly CommonOptions common;
    private readonly Argument<string> id = QuarantineArguments.Id();

    public QuarantineShowCommand(CommonOptions common)
        : base("show", "Shows why a file or its rows were refused: each reason with examples.")
    {
        this.common = common;
        Add(id);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare quarantine show 01JABC", "datashare quarantine show 01JABC --json"];

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var entry = QuarantineReference.Find(host.Services.GetRequiredService<LakeStore>(), served.Workspace, [call.GetValue(id)!])[0];
        var reasons = entry.Reason.Violations.GroupBy(v => (v.Rule, v.Column)).ToList();
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                entry = QuarantineWords.Json(entry),
                reasons = reasons.Select(g => new { rule = g.Key.Rule, column = g.Key.Column, examples = g.Take(ExamplesPerReason) }),
            });
            return ExitCode.Done;
        }

        WriteHead(terminal, entry);
        foreach (var reason in reasons)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(terminal.Paint($"{reason.Key.Column ?? "the row"}: {reason.Key.Rule}", Tone.Strong));
            foreach (var example in reason.Take(ExamplesPerReason))
            {
                terminal.Out.WriteLine(FormattableString.Invariant($"  row {example.Row}{(example.Line is { } line ? FormattableString.Invariant($", line {line}") : "")}: {example.Message}"));
            }
        }

        return ExitCode.Done;
    }

    private static void WriteHead(Terminal terminal, QuarantinedLoad entry)
    {
        var reason = entry.Reason;
        var checkedAgainst = reason.Contract is { } contract ? $", contract {contract}" : "";
        terminal.Out.WriteLine(terminal.Paint(QuarantineWords.Title(entry), Tone.Strong));
        terminal.Out.WriteLine($"{QuarantineWords.HowMany(reason)}, {QuarantineWords.At(reason.At)}{checkedAgainst}");
        if (reason.ReplayOf is { } of)
        {
            terminal.Out.WriteLine($"left by a replay of {of}");
        }

        if (entry.Closed is { } closed)
        {
            terminal.Out.WriteLine(QuarantineWords.Ending(closed));
        }

        WrappedText.Write(terminal, reason.Reason);
        terminal.Out.WriteLine(Workspace.Display(entry.Folder));
    }
}
