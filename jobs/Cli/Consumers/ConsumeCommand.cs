using System.CommandLine;
using DataShare.Consumers;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare consume</c>: delivers new rows to consumers once, and ends.</summary>
internal sealed class ConsumeCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string[]> names = new("NAME")
    {
        Description = "Consumers. Default: all of them.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<ConsumeFrom?> from = new("--from")
    {
        Description = "Where to continue: after the rows that the consumer's folder has received (recorded), at the first row (start), or "
            + "after the newest row (newest). With names, it counts for these consumers. Without names, only for those whose folder has "
            + "received rows that the warehouse does not know of.",
    };

    public ConsumeCommand(CommonOptions common)
        : base("consume", "Delivers to consumers the rows that are new since their last delivery, once, and ends.")
    {
        this.common = common;
        Add(names);
        Add(from);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare consume                     every consumer",
        "datashare consume revenue-by-country  one consumer",
        "datashare consume --from recorded     after the warehouse was lost: go on after the delivered files",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var isNamed = call.GetValue(names) is { Length: > 0 };
        var chosen = isNamed
            ? [.. call.GetValue(names)!.Distinct(StringComparer.Ordinal).Select(served.Consumer)]
            : served.Consumers.Definitions;
        var admission = await ContractAdmission.AdmitAsync(served, TimeProvider.System, cancellationToken);
        StartNotes.Write(terminal, admission, chosen.SelectMany(c => admission.Served.NeedsOf(c).Problems.Select(Workspace.Shown)));
        using var host = WorkspaceHost.ForCommand(admission.Served);
        // Naming a paused consumer resumes it.
        var options = new PollOptions(Resume: isNamed, AfterLostWarehouse: isNamed ? null : call.GetValue(from));
        if (isNamed && call.GetValue(from) is { } place)
        {
            foreach (var consumer in chosen)
            {
                await host.Services.GetRequiredService<MoveConsumer>().RunAsync(consumer, place, cancellationToken);
            }
        }

        var results = await PollAsync(host.Services.GetRequiredService<PollConsumer>(), chosen, options, cancellationToken);
        var report = new ConsumeReport(admission.Served.Workspace, results, isNamed ? [] : served.Definitions.Problems);
        return ExitCode.Worse(report.Write(terminal), admission.Code);
    }

    internal static async ValueTask<IReadOnlyList<PollOutcome>> PollAsync(
        PollConsumer poll, IReadOnlyList<ConsumerDefinition> consumers, PollOptions options, CancellationToken cancellationToken)
    {
        var results = new List<PollOutcome>();
        foreach (var consumer in consumers)
        {
            results.Add(await poll.RunAsync(consumer, options, cancellationToken));
        }

        return results;
    }
}
