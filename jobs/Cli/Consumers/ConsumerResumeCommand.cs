using System.CommandLine;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare consumer resume</c>: ends a pause, whether a person or a failure began it.</summary>
internal sealed class ConsumerResumeCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> name = ConsumerArguments.Name();

    public ConsumerResumeCommand(CommonOptions common)
        : base("resume", "Resumes a paused consumer. The service, or 'datashare consume', then continues from its positions.")
    {
        this.common = common;
        Add(name);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare consumer resume orders-feed"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var consumer = served.Consumer(call.GetValue(name)!);
        using var host = WorkspaceHost.ForCommand(served);
        var wasPaused = await host.Services.GetRequiredService<IWarehouse>().Runs.EndPauseAsync(consumer.Name, cancellationToken);
        Write(terminal, served.Workspace, consumer.Name, wasPaused);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, Workspace workspace, string consumer, bool wasPaused)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { consumer, paused = false, changed = wasPaused });
            return;
        }

        terminal.Out.WriteLine(
            $"{terminal.Paint((wasPaused ? "resumed" : "not paused").PadRight(11), wasPaused ? Tone.Good : Tone.Faint)}  {consumer}: the next delivery continues from its positions. "
            + $"To deliver now: datashare consume {consumer}{workspace.Option}");
    }
}
