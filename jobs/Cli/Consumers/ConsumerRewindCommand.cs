using System.CommandLine;
using System.Globalization;
using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare consumer rewind</c>: moves a consumer's positions back, so that it gets rows again.</summary>
internal sealed class ConsumerRewindCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> name = ConsumerArguments.Name();
    private readonly Option<string?> to = new("--to")
    {
        Description = "The position after which to deliver again: orders@40, orders/v2@3 or orders@start; several with commas between.",
        HelpName = "POSITION",
    };

    private readonly Option<string?> toTime = new("--to-time")
    {
        Description = "Deliver again what landed after this time (UTC), in all tables that it reads: 2026-11-30T06:00Z.",
        HelpName = "TIME",
    };

    public ConsumerRewindCommand(CommonOptions common)
        : base("rewind", "Moves a consumer's positions back. Its next delivery has all rows that changed after them.")
    {
        this.common = common;
        Add(name);
        Add(to);
        Add(toTime);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare consumer rewind orders-feed --to orders@40                 what came after lake version 40",
        "datashare consumer rewind orders-feed --to orders@start              everything",
        "datashare consumer rewind orders-feed --to-time 2026-11-30T06:00Z    what landed after this time",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var consumer = served.Consumer(call.GetValue(name)!);
        var (position, time) = (call.GetValue(to), call.GetValue(toTime));
        if (position is null == time is null)
        {
            throw new UsageException("Exactly one of --to and --to-time is required, such as --to orders@40. Nothing was changed.");
        }

        using var host = WorkspaceHost.ForCommand(served);
        var warehouse = host.Services.GetRequiredService<IWarehouse>();
        var state = (await new ConsumerStates(served, warehouse).ReadAsync(cancellationToken)).Single(s => s.Consumer == consumer.Name);
        var wanted = position is not null
            ? PositionText.Parse(position, state.Positions)
            : await AtAsync(host.Services.GetRequiredService<LakeStore>(), state.Positions, PositionText.Time(time!), cancellationToken);
        var again = wanted.Tables.Where(t => wanted.Of(t) < state.Positions.Of(t)).ToList();
        var lag = new LoadsAfter(0, 0, null);
        foreach (var table in again)
        {
            var (before, after) = (
                await warehouse.Ledger.AfterAsync(table, wanted.Of(table)!.Value, cancellationToken),
                await warehouse.Ledger.AfterAsync(table, state.Positions.Of(table)!.Value, cancellationToken));
            lag = new LoadsAfter(lag.Commits + before.Commits - after.Commits, lag.Rows + before.Rows - after.Rows, null);
        }

        // Also if nothing comes again: a rewind that was stopped in the middle is finished.
        await host.Services.GetRequiredService<MoveConsumer>().RunAsync(consumer, wanted, cancellationToken);
        Write(terminal, served.Workspace, consumer, state.Positions.With(again.Select(t => KeyValuePair.Create(t, wanted.Of(t)!.Value))), lag);
        return ExitCode.Done;
    }

    /// <summary>In each table, the last of the versions that all landed by the time; but no later than the position.</summary>
    private static async ValueTask<LakePositions> AtAsync(
        LakeStore lake, LakePositions positions, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var wanted = new List<KeyValuePair<LakeTableId, long>>();
        foreach (var table in positions.Tables)
        {
            var last = -1L;
            await foreach (var commit in lake.Table(table).CommitsAfterAsync(-1, cancellationToken))
            {
                if (commit.Version > positions.Of(table) || commit.CommittedAt > time)
                {
                    break;
                }

                last = commit.Version;
            }

            wanted.Add(KeyValuePair.Create(table, last));
        }

        return new LakePositions(wanted);
    }

    private static void Write(Terminal terminal, Workspace workspace, ConsumerDefinition consumer, LakePositions now, LoadsAfter again)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { consumer = consumer.Name, positions = now.ByTable, commits = again.Commits, rows = again.Rows });
            return;
        }

        if (again.Commits == 0)
        {
            terminal.Out.WriteLine($"{terminal.Paint("unchanged".PadRight(11), Tone.Faint)}  {consumer.Name}: it has received nothing after that; its position is {now}");
            return;
        }

        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{terminal.Paint("rewound".PadRight(11), Tone.Good)}  {consumer.Name}: its position is {now}. The next delivery has up to {Amount.Rows(again.Rows)} of {CountText.Of(again.Commits, "commit")} again: ")
            + $"datashare consume {consumer.Name}{workspace.Option}");
        if (consumer.Deliver is DeliveryRules.Sql)
        {
            terminal.Out.WriteLine($"{terminal.Paint("note".PadRight(11), Tone.Warning)}  {consumer.Name}: its SQL gets the rows a second time. Remove from its tables what these rows have filled.");
        }
    }
}
