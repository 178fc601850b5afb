using System.CommandLine;
using DataShare.Lake;
using DataShare.Producers;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine discard</c>: closes entries that nobody needs.</summary>
internal sealed class QuarantineDiscardCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string[]> ids = QuarantineArguments.Ids();
    private readonly Option<string> why = new("--why") { Description = "The reason; it is kept with the entry.", HelpName = "TEXT", Required = true };
    private readonly Option<string?> by = QuarantineArguments.By();

    public QuarantineDiscardCommand(CommonOptions common)
        : base("discard", "Closes entries that are not needed, and records who did it and why. Keeps their files, but no longer lists them.")
    {
        this.common = common;
        Add(ids);
        Add(why);
        Add(by);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare quarantine discard 01JABC --why \"sent again as june-2.csv\""];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        if (string.IsNullOrWhiteSpace(call.GetValue(why)))
        {
            throw new UsageException("--why is required: --why TEXT.");
        }

        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var desk = host.Services.GetRequiredService<DiscardQuarantined>();
        var entries = QuarantineReference.Find(host.Services.GetRequiredService<LakeStore>(), served.Workspace, call.GetValue(ids)!);
        if (entries.FirstOrDefault(e => !e.IsOpen) is { } done)
        {
            throw new UsageException($"{QuarantineWords.Title(done)} is closed: {QuarantineWords.Ending(done.Closed!)}. Nothing was discarded.");
        }

        var closed = new List<QuarantinedLoad>();
        foreach (var entry in entries)
        {
            closed.Add(await desk.RunAsync(entry, call.GetValue(by) ?? Environment.UserName, call.GetValue(why)!.Trim(), cancellationToken));
        }

        Write(terminal, closed);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, List<QuarantinedLoad> closed)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, closed.Select(QuarantineWords.Json));
            return;
        }

        foreach (var entry in closed)
        {
            terminal.Out.WriteLine($"{terminal.Paint("discarded", Tone.Good)}    {QuarantineWords.Title(entry)}, by {entry.Closed!.By}");
        }
    }
}
