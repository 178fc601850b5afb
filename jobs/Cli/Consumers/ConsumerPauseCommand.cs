using System.CommandLine;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare consumer pause</c>: stops deliveries to a consumer.</summary>
internal sealed class ConsumerPauseCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> name = ConsumerArguments.Name();
    private readonly Option<string?> why = new("--why") { Description = "The reason, which 'datashare status' shows.", HelpName = "TEXT" };

    public ConsumerPauseCommand(CommonOptions common)
        : base("pause", "Stops deliveries to a consumer until it is resumed. It keeps its positions.")
    {
        this.common = common;
        Add(name);
        Add(why);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare consumer pause orders-feed --why \"the share is moved\""];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var consumer = served.Consumer(call.GetValue(name)!);
        using var host = WorkspaceHost.ForCommand(served);
        var reason = string.IsNullOrWhiteSpace(call.GetValue(why)) ? null : call.GetValue(why)!.Trim();
        var isNew = await host.Services.GetRequiredService<IWarehouse>().Runs.PauseAsync(consumer.Name, reason, cancellationToken);
        Write(terminal, served.Workspace, consumer.Name, isNew);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, Workspace workspace, string consumer, bool isNew)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { consumer, paused = true, changed = isNew });
            return;
        }

        terminal.Out.WriteLine(isNew
            ? $"{terminal.Paint("paused".PadRight(11), Tone.Good)}  {consumer}: a delivery that is under way ends, and no other begins. Resume it with: datashare consumer resume {consumer}{workspace.Option}"
            : $"{terminal.Paint("paused".PadRight(11), Tone.Faint)}  {consumer}: it was paused before");
    }
}
