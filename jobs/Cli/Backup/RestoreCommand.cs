using System.CommandLine;

namespace DataShare.Jobs;

/// <summary><c>datashare restore</c>: makes a workspace from a backup.</summary>
internal sealed class RestoreCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> backup = new("BACKUP") { Description = "The folder of the backup." };
    private readonly Argument<string?> folder = new("DIR")
    {
        Description = "The workspace: a new folder, which then also gets contracts, consumers and settings, or a workspace that has no lake and no warehouse. Default: the current workspace.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public RestoreCommand(CommonOptions common)
        : base("restore", "Restores a backup into a new folder, or into a workspace that has no lake and no warehouse. Says where each consumer continues.")
    {
        this.common = common;
        Add(backup);
        Add(folder);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare restore /mnt/backup/shop ~/shop",
        "datashare restore /mnt/backup/shop  into the current workspace",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var target = call.GetValue(folder) is { } named ? Path.GetFullPath(named) : common.OpenWorkspace(call).Root;
        var finished = await new RestoreWorkspace(target, CrashSwitch.Border).RunAsync(call.GetValue(backup)!, cancellationToken);
        Write(terminal, finished);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, FinishedRestore finished)
    {
        var manifest = finished.Manifest;
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                workspace = finished.Workspace.Root,
                takenAt = manifest.TakenAt,
                tables = manifest.Tables,
                files = manifest.Files.Count,
                bytes = manifest.Bytes,
                consumers = finished.Consumers.Select(c => new { consumer = c.Consumer, positions = c.Positions.ByTable, recorded = c.Recorded?.ByTable, paused = c.IsDoubtful || c.Before is not null, ahead = c.IsAhead }),
            });
            return;
        }

        terminal.Out.WriteLine(
            $"{terminal.Paint("restored".PadRight(11), Tone.Good)}  {finished.Workspace.Root}: {Amount.Files(manifest.Files.Count)}, {Amount.Bytes(manifest.Bytes)}, the state of {Minute.Of(manifest.TakenAt)}");
        foreach (var consumer in finished.Consumers)
        {
            var (word, tone, text) = Text(consumer, finished.Workspace.Option);
            terminal.Out.WriteLine($"{terminal.Paint(word.PadRight(11), tone)}  {consumer.Consumer}: {text}");
        }

        if (!finished.HasWarehouse)
        {
            terminal.Out.WriteLine($"{terminal.Paint("left out".PadRight(11), Tone.Faint)}  the database of {manifest.Engine}: restore it with its own tools");
        }

        terminal.Out.WriteLine($"{terminal.Paint("next".PadRight(11), Tone.Faint)}  check the restored data with: datashare verify{finished.Workspace.Option}");
    }

    private static (string Word, Tone Tone, string Text) Text(RestoredConsumer consumer, string option) => consumer switch
    {
        { IsDoubtful: true } => ("paused", Tone.Warning,
            $"no record says what it has received after {consumer.Positions}. Ask its reader; to go on after these rows, run: datashare consumer resume {consumer.Consumer}{option}"),
        { IsAhead: true } => ("ahead", Tone.Warning,
            $"its folder has received the rows up to {consumer.Recorded}, the warehouse knows of {consumer.Positions}. To go on after the newer ones, run: datashare consume {consumer.Consumer} --from recorded{option}"),
        { Before: not null } => ("paused", Tone.Faint, $"as it was when the backup was made, after {consumer.Positions}"),
        _ => ("continues", Tone.Good, $"after {consumer.Positions}"),
    };
}
