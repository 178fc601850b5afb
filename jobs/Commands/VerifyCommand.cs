using System.CommandLine;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare verify</c>: whether the lake is what its logs say, and the warehouse what the lake says.</summary>
internal sealed class VerifyCommand : Command, IHasExamples
{
    private readonly CommonOptions common;

    public VerifyCommand(CommonOptions common)
        : base("verify", "Follows every table's log, looks whether each part is there, whole, and compares the warehouse's rows with the lake's, load by load.")
    {
        this.common = common;
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare verify", "datashare verify --json"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var lake = host.Services.GetRequiredService<LakeStore>();
        var report = new VerifyReport(served.Workspace);
        foreach (var table in lake.Tables())
        {
            report.Add(await VerifyAsync(lake.Table(table), cancellationToken));
        }

        var loads = host.Services.GetRequiredService<VerifyLoads>();
        foreach (var dataset in lake.Tables().Select(t => t.Dataset).Distinct().Where(d => !report.IsDamaged(d)))
        {
            report.Add(await VerifyAsync(loads, dataset, served.Contracts, cancellationToken));
        }

        return report.Write(terminal);
    }

    private static async Task<LakeVerdict> VerifyAsync(DeltaTable table, CancellationToken cancellationToken)
    {
        try
        {
            return new LakeVerdict(table.Id, await table.VerifyAsync(cancellationToken), null);
        }
        catch (LakeCorruptException damage)
        {
            return new LakeVerdict(table.Id, null, damage.Message);
        }
    }

    private static async Task<WarehouseVerdict> VerifyAsync(
        VerifyLoads loads, DatasetName dataset, ContractCatalog contracts, CancellationToken cancellationToken)
    {
        try
        {
            return new WarehouseVerdict(dataset, await loads.RunAsync(dataset, contracts, cancellationToken), null);
        }
        catch (Exception exception) when (CommandLineProgram.Foreseen(exception) is { } code)
        {
            return new WarehouseVerdict(dataset, null, new Problem(exception.Message, code));
        }
    }
}
