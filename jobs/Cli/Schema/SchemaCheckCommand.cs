using System.CommandLine;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare schema check</c>: checks changed contracts, by hand or in a build.</summary>
internal sealed class SchemaCheckCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Option<string> against = new("--against")
    {
        Description = "The base to compare new versions with: published versions, another folder of contracts, or a Git commit.",
        HelpName = "published|DIR|GIT-REF",
        DefaultValueFactory = _ => ContractBaseline.Published,
    };

    private readonly Option<string> format = new("--format")
    {
        Description = "The output format: for people, programs, build servers, code hosts, or a comment on a pull request.",
        HelpName = "table|json|junit|sarif|markdown",
        DefaultValueFactory = _ => "table",
    };

    public SchemaCheckCommand(CommonOptions common)
        : base("check", "Checks new versions of contracts, and names the consumers that they would break. Ends with 4 if a version is refused.")
    {
        this.common = common;
        format.AcceptOnlyFromAmong("table", "json", "junit", "sarif", "markdown");
        Add(against);
        Add(format);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare schema check                                 against the published versions",
        "datashare schema check --against main                  against a branch, on a build server",
        "datashare schema check --against main --format sarif   for the code host; also junit, markdown",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var workspace = common.OpenWorkspace(call);
        var check = await SchemaCheck.RunAsync(workspace, call.GetValue(against)!, TimeProvider.System, cancellationToken);
        check = check with { Notes = [.. check.Notes, .. await BeginningsAsync(workspace, cancellationToken)] };
        switch (terminal.Json ? "json" : call.GetValue(format))
        {
            case "json":
                CheckJson.Write(terminal.Out, check);
                break;
            case "junit":
                CheckJunit.Write(terminal.Out, check);
                break;
            case "sarif":
                CheckSarif.Write(terminal.Out, check);
                break;
            case "markdown":
                CheckMarkdown.Write(terminal.Out, check);
                break;
            default:
                CheckText.Write(terminal, check);
                break;
        }

        return check.Code;
    }

    /// <summary>Where consumers begin with datasets that they have not read before. Only a warehouse that exists knows this.</summary>
    private static async ValueTask<IReadOnlyList<string>> BeginningsAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var served = ServedWorkspace.Read(workspace);
        using var host = WorkspaceHost.ForCommand(served);
        var warehouse = host.Services.GetRequiredService<IWarehouse>();
        if (served.Consumers.Definitions.Count == 0 || warehouse.Print() is "")
        {
            return [];
        }

        try
        {
            var states = await new ConsumerStates(served, warehouse).ReadAsync(cancellationToken);
            return [.. states.SelectMany(ConsumerWords.Beginnings)];
        }
        catch (Exception exception) when (ForeseenFault.Of(exception) is { } fault)
        {
            return [$"whether consumers begin to read a dataset is unknown, because the warehouse does not answer: {fault.Message}"];
        }
    }
}
