using System.CommandLine;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare rebuild</c>: rebuilds tables of the warehouse from the lake.</summary>
internal sealed class RebuildCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string[]> names = new("DATASET")
    {
        Description = "The datasets. Default: all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public RebuildCommand(CommonOptions common)
        : base("rebuild", "Restores the warehouse's tables from the lake. Readers see the old rows until the new ones are complete.")
    {
        this.common = common;
        Add(names);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare rebuild orders  one dataset, for example one that 'datashare verify' reports",
        "datashare rebuild         every dataset",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var isNamed = call.GetValue(names) is { Length: > 0 };
        IReadOnlyList<DatasetName> datasets = isNamed
            ? [.. call.GetValue(names)!.Distinct(StringComparer.Ordinal).Select(served.Dataset)]
            : served.Contracts.Datasets;
        using var host = WorkspaceHost.ForCommand(served);
        var rebuild = host.Services.GetRequiredService<RebuildDataset>();
        var warehouse = host.Services.GetRequiredService<IWarehouse>();
        var results = new List<RebuildResult>();
        foreach (var dataset in datasets)
        {
            if (await rebuild.RunAsync(dataset, served.Contracts, cancellationToken) is { } rebuilt)
            {
                results.Add(await RebuildResult.OfAsync(rebuilt, served, warehouse, cancellationToken));
            }
        }

        IReadOnlyList<DatasetName> still = isNamed ? [] : [.. served.Contracts.Unread];
        Write(terminal, results, still);
        return still.Count == 0 ? ExitCode.Done : ExitCode.Usage;
    }

    private static void Write(Terminal terminal, List<RebuildResult> results, IReadOnlyList<DatasetName> still)
    {
        foreach (var dataset in still)
        {
            terminal.Error.WriteLine($"{dataset}: a published contract cannot be read, so its tables stay as they are. See which with: datashare status");
        }

        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, results.Select(r => r.Json));
            return;
        }

        foreach (var result in results)
        {
            result.Write(terminal);
        }

        if (results.Count == 0 && still.Count == 0)
        {
            terminal.Out.WriteLine("Nothing to do: nothing has been loaded into the warehouse yet. Load the lake's files with: datashare ingest");
        }
    }
}
