using System.CommandLine;
using System.Globalization;
using DataShare.Consumers;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare consumer show</c>: shows one consumer's positions and its last deliveries.</summary>
internal sealed class ConsumerShowCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> name = ConsumerArguments.Name();
    private readonly Option<int> runs = new("--runs") { Description = "How many deliveries to show. Default: 10.", DefaultValueFactory = _ => 10, HelpName = "N" };

    public ConsumerShowCommand(CommonOptions common)
        : base("show", "Shows a consumer's positions, lag and last deliveries.")
    {
        this.common = common;
        Add(name);
        Add(runs);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare consumer show orders-feed", "datashare consumer show orders-feed --runs 100 --json"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var consumer = served.Consumer(call.GetValue(name)!);
        if (call.GetValue(runs) is < 0 or > 100_000)
        {
            throw new UsageException("--runs is out of range; expected 0 to 100,000.");
        }

        using var host = WorkspaceHost.ForCommand(served);
        var warehouse = host.Services.GetRequiredService<IWarehouse>();
        var state = (await new ConsumerStates(served, warehouse).ReadAsync(cancellationToken)).Single(s => s.Consumer == consumer.Name);
        var last = await warehouse.Ledger.RunsAsync(consumer.Name, call.GetValue(runs), cancellationToken);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                consumer = ConsumerWords.Json(consumer, state, TimeProvider.System.GetUtcNow()),
                runs = last.Select(ConsumerWords.Run),
            });
            return ExitCode.Done;
        }

        Write(terminal, served.Workspace, consumer, state, last);
        return ExitCode.Done;
    }

    private static void Write(
        Terminal terminal, Workspace workspace, ConsumerDefinition consumer, ConsumerState state, IReadOnlyList<ConsumerRun> last)
    {
        terminal.Out.WriteLine(terminal.Paint(consumer.Name, Tone.Strong));
        terminal.Out.WriteLine($"  owner     {consumer.Owner}");
        terminal.Out.WriteLine($"  defined   {Workspace.Display(consumer.SourceFile)}");
        terminal.Out.WriteLine($"  delivers  {ConsumerWords.Delivery(consumer)}");
        terminal.Out.WriteLine($"  state     {ConsumerWords.State(state).Text}");
        if (state.Pause is not null)
        {
            terminal.Out.WriteLine($"            Resume it with: datashare consumer resume {consumer.Name}{workspace.Option}");
        }

        terminal.Out.WriteLine();
        var tables = new TextTable(new("TABLE"), new("POSITION", Right: true, Keep: true), new("NEWEST", Right: true, Keep: true));
        foreach (var table in state.Positions.Tables)
        {
            tables.Add(table.ToString(), Version(state.Positions.Of(table)), Version(state.Newest.Of(table)));
        }

        tables.Write(terminal);
        if (last.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        var deliveries = new TextTable(
            new("RUN", Right: true, Keep: true), new("STARTED", Keep: true), new("VERSIONS"), new("ROWS", Right: true, Keep: true), new("ATTEMPT", Right: true, Keep: true), new("STATUS"));
        foreach (var run in last)
        {
            var status = run.Status.ToString().ToLowerInvariant();
            deliveries.Add(
                Amount.Count(run.Number),
                Minute.Of(run.StartedAt),
                run.Former is { } former ? string.Create(CultureInfo.InvariantCulture, $"sequences {former.From + 1} to {former.To}") : TableRange.Text(run.Ranges),
                Amount.Count(run.Rows),
                Amount.Count(run.Attempt),
                run.Error is null || run.Status is RunStatus.Finished ? status : $"{status}: {run.Error}");
        }

        deliveries.Write(terminal);
    }

    private static string Version(long? version) => version is null or < 0 ? "-" : version.Value.ToString(CultureInfo.InvariantCulture);
}
