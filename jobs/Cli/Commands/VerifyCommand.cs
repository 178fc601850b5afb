using System.CommandLine;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Jobs;

/// <summary><c>datashare verify</c>: checks that the lake is unchanged and that the warehouse matches the lake.</summary>
internal sealed class VerifyCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Option<bool> quick = new("--quick")
    {
        Description = "Compare only the sizes of files in the lake: finds missing and truncated files, but not files that were changed in place.",
    };

    private readonly Option<bool> repair = new("--repair")
    {
        Description = "Make again what can be made from the rest of the lake: damaged checkpoints, files with a whole copy, and tables of the warehouse that differ. Compares again afterwards.",
    };

    public VerifyCommand(CommonOptions common)
        : base("verify", "Compares every file in the lake with its stored hash, and the rows of the warehouse with those of the lake, load by load. Ends with 1 if somebody must act.")
    {
        this.common = common;
        Add(quick);
        Add(repair);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare verify          reads every file of the lake once",
        "datashare verify --quick  compares only their sizes",
        "datashare verify --repair  also repairs what it can",
        "datashare verify --json   for programs",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var workspace = common.OpenWorkspace(call);
        var settings = WorkspaceSettings.Read(workspace, null);
        RestoreMark.Refuse(settings.DataFolder, workspace);
        var layout = WorkspaceSettings.Lake(settings);
        var lake = new LakeStore(layout, TimeProvider.System, NullLoggerFactory.Instance);
        var isQuick = call.GetValue(quick);
        var verdict = await new VerifyLake(lake).RunAsync(isQuick, cancellationToken);
        var repaired = call.GetValue(repair) ? await VerifyLake.RepairAsync(verdict, cancellationToken) : [];
        if (repaired.Count > 0)
        {
            verdict = await new VerifyLake(lake).RunAsync(isQuick, cancellationToken);
        }

        var report = new VerifyReport(workspace, verdict, repaired, isQuick);
        var datasets = verdict.Datasets.Where(d => d.Tables.Count > 0 && d.HasWholeTables).Select(d => d.Dataset).ToList();
        foreach (var damaged in verdict.Datasets.Where(d => !d.HasWholeTables))
        {
            report.Add(new WarehouseVerdict(damaged.Dataset, null, new Problem("Its tables in the lake are damaged. Restore them from a backup; 'datashare verify --repair' makes again what it can.", ExitCode.Usage)));
        }

        try
        {
            var served = ServedWorkspace.Read(workspace);
            using var host = WorkspaceHost.ForCommand(served);
            var loads = host.Services.GetRequiredService<VerifyLoads>();
            foreach (var dataset in datasets)
            {
                var found = await VerifyAsync(loads, dataset, served.Contracts, isQuick, cancellationToken);
                if (call.GetValue(repair) && found.Loads is { RebuildHelps: true })
                {
                    var rebuild = host.Services.GetRequiredService<RebuildDataset>();
                    var rebuilt = await TryAsync(dataset, async () =>
                    {
                        await rebuild.RunAsync(dataset, served.Contracts, cancellationToken);
                        return await VerifyAsync(loads, dataset, served.Contracts, isQuick, cancellationToken);
                    });
                    report.Add(found with { IsRepaired = rebuilt.Loads is not null });
                    found = rebuilt;
                }

                report.Add(found);
            }
        }
        catch (Exception refused) when (refused is UsageException or LakeCorruptException)
        {
            // Without contracts the warehouse cannot be compared. The result for the lake may show what is wrong with them.
            datasets.ForEach(d => report.Add(new WarehouseVerdict(d, null, new Problem(refused.Message, ExitCode.Usage))));
        }

        return report.Write(terminal);
    }

    private static Task<WarehouseVerdict> VerifyAsync(
        VerifyLoads loads, DatasetName dataset, ContractCatalog contracts, bool isQuick, CancellationToken cancellationToken) =>
        TryAsync(dataset, async () => new WarehouseVerdict(dataset, await loads.RunAsync(dataset, contracts, withValues: !isQuick, cancellationToken), null));

    private static async Task<WarehouseVerdict> TryAsync(DatasetName dataset, Func<Task<WarehouseVerdict>> compare)
    {
        try
        {
            return await compare();
        }
        catch (Exception exception) when (ForeseenFault.Of(exception) is { } fault)
        {
            return new WarehouseVerdict(dataset, null, new Problem(fault.Message, fault.ExitCode));
        }
    }
}
