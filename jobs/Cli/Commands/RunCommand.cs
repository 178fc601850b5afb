using System.CommandLine;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary><c>datashare run</c>: the service. Ends with 0 if it is asked to stop.</summary>
internal sealed class RunCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Option<string[]> roles = new("--role")
    {
        Description = "The steps that this process runs: producer, loader or consumer; can be given several times. Default: all.",
        HelpName = "producer|loader|consumer",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    public RunCommand(CommonOptions common)
        : base("run", "Runs the service: ingests dropped files, loads them and serves consumers until it is stopped.")
    {
        this.common = common;
        roles.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "producer", "loader", "consumer");
        Add(roles);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare run                             everything in one process; Ctrl-C stops it",
        "datashare run --role producer             only inbox to lake, without the warehouse",
        "datashare run --role loader consumer      the rest, in another process",
        "datashare run --json                      one JSON object per log line",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var chosen = (call.GetValue(roles) ?? [])
            .Select(r => Enum.Parse<Roles>(r, ignoreCase: true))
            .Aggregate(Roles.None, (all, role) => all | role);
        var admission = await ContractAdmission.AdmitAsync(served, TimeProvider.System, cancellationToken);
        var told = new Told();
        while (await ServeAsync(admission, told, chosen is Roles.None ? Roles.All : chosen, call.GetValue(common.Json), cancellationToken))
        {
            var now = admission.Served.ReadAgain();
            admission = new Admission(now, [], ContractAdmission.Review(now, _ => true, TimeProvider.System));
        }

        return Environment.ExitCode;
    }

    /// <summary>Serves until it is stopped. True if it ended because it has to start again with new files.</summary>
    private static async Task<bool> ServeAsync(Admission admission, Told told, Roles roles, bool json, CancellationToken cancellationToken)
    {
        using var host = ServiceHost.Create(admission.Served, roles, json, TimeProvider.System, told);
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        if (roles.HasFlag(Roles.Loader) || roles.HasFlag(Roles.Consumer))
        {
            // Reports an unusable connection string once here, instead of in each job.
            _ = host.Services.GetRequiredService<IWarehouse>();
        }

        host.Services.GetRequiredService<Inbox>().MakeFolders();
        StartNotes.Write(host.Services.GetRequiredService<ILogger<RunCommand>>(), told, admission);
        // Disposing the host disposes its services.
        var (contracts, definitions) = (host.Services.GetRequiredService<ContractWatch>(), host.Services.GetRequiredService<DefinitionWatch>());
        await host.RunAsync(cancellationToken);
        return (contracts.HasNews || definitions.HasNews) && !cancellationToken.IsCancellationRequested;
    }
}
