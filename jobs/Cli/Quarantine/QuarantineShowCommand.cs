using System.CommandLine;
using DataShare.Lake;
using DataShare.Producers;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine show</c>: shows the faults of one entry, with examples.</summary>
internal sealed class QuarantineShowCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> id = QuarantineArguments.Id();
    private readonly Option<bool> raw = new("--raw") { Description = "Show original records even if they contain restricted values." };

    public QuarantineShowCommand(CommonOptions common)
        : base("show", "Shows why a file or its rows were rejected: each reason with examples.")
    {
        this.common = common;
        Add(id);
        Add(raw);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare quarantine show 01JABC", "datashare quarantine show 01JABC --json"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var entry = QuarantineReference.Find(host.Services.GetRequiredService<LakeStore>(), served.Workspace, [call.GetValue(id)!])[0];
        var reasons = await RejectedReasons.OfAsync(entry, cancellationToken);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { entry = QuarantineWords.Json(entry), reasons = reasons.Select(TrialReport.Json) });
            return ExitCode.Done;
        }

        // If the dataset's contracts are unknown here, any column may be restricted.
        var contracts = served.Written.Versions(entry.Reason.Dataset);
        var isRestricted = contracts.Count == 0 || contracts.Any(c => c.Columns.Any(column => column.IsRestricted));
        var hides = isRestricted && !call.GetValue(raw) && reasons.Count > 0;
        Write(terminal, entry, reasons, hides);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, QuarantinedLoad entry, IReadOnlyList<TrialReason> reasons, bool hides)
    {
        WriteHead(terminal, entry);
        ReasonText.Write(terminal, reasons, showRaw: !hides);
        if (hides)
        {
            terminal.Out.WriteLine(terminal.Paint("Records contain restricted values; --raw shows them.", Tone.Faint));
        }
    }

    private static void WriteHead(Terminal terminal, QuarantinedLoad entry)
    {
        var reason = entry.Reason;
        var checkedAgainst = reason.Contract is { } contract ? $", contract {contract}" : "";
        terminal.Out.WriteLine(terminal.Paint(QuarantineWords.Title(entry), Tone.Strong));
        terminal.Out.WriteLine($"{QuarantineWords.HowMany(reason)}, {Minute.Of(reason.At)}{checkedAgainst}");
        if (reason.ReplayOf is { } of)
        {
            terminal.Out.WriteLine($"left by a replay of {of}");
        }

        if (entry.Closed is { } closed)
        {
            terminal.Out.WriteLine(QuarantineWords.Ending(closed));
        }

        WrappedText.Write(terminal, ReasonText.Harmless(reason.Reason));
        terminal.Out.WriteLine(Workspace.Display(entry.Folder));
    }
}
