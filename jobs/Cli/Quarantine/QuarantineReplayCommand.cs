using System.CommandLine;
using DataShare.Lake;
using DataShare.Producers;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine replay</c>: sends entries through the gate again, into lake and warehouse.</summary>
internal sealed class QuarantineReplayCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string[]> ids = QuarantineArguments.Ids();
    private readonly Option<string?> file = new("--file") { Description = "The corrected file of one entry, as written by export. The file stays where it is.", HelpName = "FILE" };
    private readonly Option<string?> by = QuarantineArguments.By();
    private readonly Option<bool> older = IngestCommand.OlderOption();

    public QuarantineReplayCommand(CommonOptions common)
        : base("replay", "Ingests entries again, after the contract or the file was corrected. Rows that pass now land once; the rest stays in quarantine.")
    {
        this.common = common;
        Add(ids);
        Add(file);
        Add(by);
        Add(older);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare quarantine replay 01JABC                   after the contract was corrected",
        "datashare quarantine replay 01JABC --file mend.csv   after the rows or the file were corrected",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var mended = call.GetValue(file) is { } given ? ExistingFile(given) : null;
        var admission = await ContractAdmission.AdmitAsync(served, TimeProvider.System, cancellationToken);
        StartNotes.Write(terminal, admission, []);
        served = admission.Served;
        using var host = WorkspaceHost.ForCommand(served);
        var entries = QuarantineReference.Find(host.Services.GetRequiredService<LakeStore>(), served.Workspace, call.GetValue(ids)!);
        if (entries.FirstOrDefault(e => !e.IsOpen) is { } done)
        {
            throw new UsageException($"{QuarantineWords.Title(done)} is closed: {QuarantineWords.Ending(done.Closed!)}. Nothing was replayed.");
        }

        if (mended is not null && entries.Count > 1)
        {
            throw new UsageException($"--file belongs to one entry, but you named {entries.Count}. Nothing was replayed.");
        }

        var run = host.Services.GetRequiredService<IngestAndLoad>();
        var results = await IngestProgressBar.ShowAsync(terminal, progress =>
            run.ReplayAsync(
                host.Services.GetRequiredService<ReplayQuarantined>(), entries, mended, call.GetValue(by) ?? Environment.UserName, call.GetValue(older), progress, cancellationToken));
        return new IngestReport(served.Workspace, host.Services.GetRequiredService<Inbox>(), results, [], admission).Write(terminal);
    }

    private static string ExistingFile(string file) =>
        File.Exists(file) ? Path.GetFullPath(file) : throw new UsageException($"There is no file '{file}'. Nothing was replayed.");
}
