using System.CommandLine;
using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare backup</c>: copies the workspace into a folder.</summary>
internal sealed class BackupCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> folder = new("DIR") { Description = "A new folder, or the folder of an earlier backup, which this run brings up to date." };

    public BackupCommand(CommonOptions common)
        : base("backup", "Copies lake, warehouse, contracts, consumers and settings into a folder, also while the service runs. Copies only files that the folder does not have yet.")
    {
        this.common = common;
        Add(folder);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare backup /mnt/backup/shop  the first time copies everything, later only what is new",
        "datashare restore /mnt/backup/shop ~/shop  makes a workspace from it",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var backup = new BackupWorkspace(
            served.Workspace,
            host.Services.GetRequiredService<Inbox>().Root,
            served.Engine,
            host.Services.GetRequiredService<LakeStore>(),
            host.Services.GetRequiredService<IWarehouse>(),
            TimeProvider.System,
            CrashSwitch.Border);
        var finished = await backup.RunAsync(call.GetValue(folder)!, cancellationToken);
        Write(terminal, finished);
        return finished.Findings.Count == 0 ? ExitCode.Done : ExitCode.Usage;
    }

    private static void Write(Terminal terminal, FinishedBackup finished)
    {
        var manifest = finished.Manifest;
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                folder = finished.Folder,
                takenAt = manifest.TakenAt,
                engine = manifest.Engine,
                hasWarehouse = finished.HasWarehouse,
                tables = manifest.Tables,
                files = manifest.Files.Count,
                bytes = manifest.Bytes,
                copiedFiles = finished.Copied.Files,
                copiedBytes = finished.Copied.Bytes,
                findings = finished.Findings.Select(LakeVerdictText.Json),
            });
            return;
        }

        var isWhole = finished.Findings.Count == 0;
        terminal.Out.WriteLine(
            $"{terminal.Paint("backed up".PadRight(11), isWhole ? Tone.Good : Tone.Warning)}  {finished.Folder}: {Amount.Files(manifest.Files.Count)}, {Amount.Bytes(manifest.Bytes)}; "
            + $"copied {Amount.Files(finished.Copied.Files)}, {Amount.Bytes(finished.Copied.Bytes)}");
        if (manifest.Tables.Count > 0)
        {
            terminal.Out.WriteLine($"{terminal.Paint("tables".PadRight(11), Tone.Faint)}  {string.Join(", ", manifest.Tables.Select(t => FormattableString.Invariant($"{t.Key}@{t.Value}")))}");
        }

        foreach (var finding in finished.Findings)
        {
            terminal.Out.WriteLine($"{terminal.Paint("damaged".PadRight(11), Tone.Bad)}  '{finding.File}': {finding.Found}. {finding.WhatToDo}");
        }

        terminal.Out.WriteLine($"{terminal.Paint("left out".PadRight(11), Tone.Faint)}  files in the inbox, and delivered files"
            + (finished.HasWarehouse ? "" : $"; the database of {manifest.Engine}: back it up with its own tools before this command"));
    }
}
