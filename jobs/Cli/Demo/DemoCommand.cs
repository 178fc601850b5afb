using System.CommandLine;
using DataShare.Consumers;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare demo</c>: shows the whole way of a file once, with generated orders.</summary>
internal sealed class DemoCommand : Command, IHasExamples
{
    private const string Marker = ".datashare-demo";

    private readonly CommonOptions common;
    private readonly Argument<string?> folder = new("DIR")
    {
        Description = "The folder for the workspace. Default: a new temporary folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public DemoCommand(CommonOptions common)
        : base("demo", "Shows everything once: makes a workspace with generated customers, products and orders, and ingests, loads and consumes them.")
    {
        this.common = common;
        Add(folder);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare demo", "datashare demo ~/shop"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var root = Place(call.GetValue(folder) ?? call.GetValue(common.Workspace));
        NewFile.Write(Path.Combine(root, Marker), "Made by datashare demo, which may drop its sample files here again.\n");
        new WorkspaceTemplate(root, Engines.All[WarehouseEngine.DuckDb]).Write(Samples.Paths);
        var written = ServedWorkspace.Read(Workspace.Find(root), WorkspaceSettings.OfDemo);
        var served = (await ContractAdmission.AdmitAsync(written, TimeProvider.System, cancellationToken)).Served;
        using var host = WorkspaceHost.ForDemo(served);
        var story = new DemoStory(
            served,
            host.Services.GetRequiredService<Inbox>(),
            host.Services.GetRequiredService<IngestAndLoad>(),
            host.Services.GetRequiredService<PollConsumer>(),
            TimeProvider.System);
        var shop = new MadeUpShop();
        IReadOnlyList<DemoDay> days =
        [
            await story.PlayAsync("Monday", shop.FirstDay, cancellationToken),
            await story.PlayAsync("Tuesday", shop.SecondDay, cancellationToken),
        ];
        await new DemoReport(served, days, host.Services.GetRequiredService<IWarehouse>()).WriteAsync(terminal, cancellationToken);
        // Files in quarantine are part of the demo. It has failed only if a step did not work.
        return days.Any(d => d.Failed) ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Place(string? folder)
    {
        if (folder is null)
        {
            return Directory.CreateTempSubdirectory("datashare-demo-").FullName;
        }

        var path = Path.GetFullPath(folder);
        var isFree = !Path.Exists(path) || (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any());
        return isFree || File.Exists(Path.Combine(path, Marker))
            ? path
            : throw new UsageException(
                $"'{path}' is in use and was not made by the demo, which would drop sample files into it. Name an empty folder or a new one.");
    }
}
