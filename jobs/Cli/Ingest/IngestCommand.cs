using System.CommandLine;
using DataShare.Producers;
using DataShare.Schemas;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare ingest</c>: one batch and exit, inbox → lake → warehouse.</summary>
internal sealed class IngestCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "Files to copy and ingest; the originals stay. Default: the files in the inbox.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> dataset = new("--dataset", "-d")
    {
        Description = "The dataset that the files belong to. Without files: ingest only this dataset's inbox.",
        HelpName = "NAME",
    };

    private readonly Option<bool> again = new("--again") { Description = "Load files even if the same content was loaded before." };

    private readonly Option<bool> older = OlderOption();

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Show what would happen to the files, and write nothing: how they are read, which rows would be rejected, and the first rows as they would land." };

    public IngestCommand(CommonOptions common)
        : base("ingest", "Ingests files into the lake and the warehouse, once, and ends.")
    {
        this.common = common;
        Add(files);
        Add(dataset);
        Add(again);
        Add(older);
        Add(dryRun);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare ingest                                    everything in data/inbox/<dataset>/",
        "datashare ingest --dataset orders                   one dataset's inbox",
        "datashare ingest may.csv june.csv --dataset orders  named files; the originals stay",
        "datashare ingest --dry-run                          what would happen to the files in the inbox?",
        "datashare ingest may.csv --dataset orders --dry-run what would happen to this file?",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var named = call.GetValue(files) is { Length: > 0 } given ? [.. given.Select(ExistingFile)] : Array.Empty<string>();
        var chosen = call.GetValue(dataset) is { } name ? served.Dataset(name) : null;
        if (named.Length > 0 && chosen is null)
        {
            throw new UsageException(
                $"--dataset is required with files: --dataset NAME. Datasets: {string.Join(", ", served.Written.Datasets)}.");
        }

        var wanted = new IngestOptions(call.GetValue(again), call.GetValue(older));
        if (call.GetValue(dryRun))
        {
            return await IngestDryRun.RunAsync(terminal, served, named, chosen, wanted, cancellationToken);
        }

        var admission = await ContractAdmission.AdmitAsync(served, TimeProvider.System, cancellationToken);
        StartNotes.Write(terminal, admission, []);
        served = admission.Served;
        using var host = WorkspaceHost.ForCommand(served);
        var inbox = host.Services.GetRequiredService<Inbox>();
        inbox.MakeFolders();
        var run = host.Services.GetRequiredService<IngestAndLoad>();
        var results = await IngestProgressBar.ShowAsync(terminal, async progress => chosen is not null && named.Length > 0
            ? [await run.TakeFilesAsync(named, chosen, wanted, progress, cancellationToken)]
            : await run.TakeInboxAsync(chosen is null ? served.Contracts.Datasets : [chosen], wanted, progress, cancellationToken));

        var strays = chosen is null ? inbox.Strays() : [];
        return new IngestReport(served.Workspace, inbox, results, strays, admission).Write(terminal);
    }

    public static Option<bool> OlderOption() => new("--older") { Description = "Let a snapshot replace a newer one that has landed." };

    private string ExistingFile(string file)
    {
        if (File.Exists(file))
        {
            return Path.GetFullPath(file);
        }

        // The parser reads a misspelt option as a file.
        throw new UsageException(
            file.StartsWith('-') ? $"There is no option '{file}'; {NearestName.Hint(file, [.. Options.Select(o => o.Name)])}\nSee: datashare ingest --help"
            : Directory.Exists(file) ? $"'{file}' is a folder; name the files in it. Nothing was ingested."
            : $"There is no file '{file}'. Nothing was ingested.");
    }
}
