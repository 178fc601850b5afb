using System.CommandLine;
using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare status</c>: shows the state of every dataset and every consumer.</summary>
internal sealed class StatusCommand : Command, IHasExamples
{
    private readonly CommonOptions common;

    public StatusCommand(CommonOptions common)
        : base("status", "Shows the state of datasets and consumers.")
    {
        this.common = common;
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare status", "datashare status --json"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var reading = new StatusReading(
            served,
            host.Services.GetRequiredService<Inbox>(),
            host.Services.GetRequiredService<LakeStore>(),
            host.Services.GetRequiredService<IWarehouse>(),
            host.Services.GetRequiredService<WarehouseOptions>(),
            TimeProvider.System);
        var status = await reading.ReadAsync(cancellationToken);
        new StatusReport(served, status, TimeProvider.System.GetUtcNow()).Write(terminal);
        return status.ExitCode;
    }
}
