using System.CommandLine;
using DataShare.Consumers;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare consumer list</c>: lists the consumers of the workspace.</summary>
internal sealed class ConsumerListCommand : Command, IHasExamples
{
    private readonly CommonOptions common;

    public ConsumerListCommand(CommonOptions common)
        : base("list", "Lists consumers, what they read, and how far they are.")
    {
        this.common = common;
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare consumer list", "datashare consumer list --json"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var states = await new ConsumerStates(served, host.Services.GetRequiredService<IWarehouse>()).ReadAsync(cancellationToken);
        Write(terminal, served.Workspace, [.. served.Consumers.Definitions.Zip(states)]);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, Workspace workspace, IReadOnlyList<(ConsumerDefinition Definition, ConsumerState State)> consumers)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, consumers.Select(c => ConsumerWords.Json(c.Definition, c.State, TimeProvider.System.GetUtcNow())));
            return;
        }

        if (consumers.Count == 0)
        {
            terminal.Out.WriteLine($"There are no consumers; define one in {Workspace.Display(workspace.DefinitionsFolder)}/.");
            return;
        }

        var table = new TextTable(new("CONSUMER"), new("OWNER"), new("DELIVERS"), new("POSITION"), new("LAG", Right: true, Keep: true), new("STATE"));
        foreach (var (consumer, state) in consumers)
        {
            table.Add(consumer.Name, consumer.Owner, ConsumerWords.Delivery(consumer), state.Positions.ToString(), Amount.Count(state.Lag.Commits), ConsumerWords.State(state));
        }

        table.Write(terminal);
    }
}
