using System.CommandLine;
using DataShare.Lake;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine export</c>: copies the file or the rejected rows of an entry, to be corrected.</summary>
internal sealed class QuarantineExportCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> id = QuarantineArguments.Id();
    private readonly Option<string> output = new("--out", "-o") { Description = "The file to write; it must not exist yet.", HelpName = "FILE", Required = true };

    private readonly Option<string?> format = new("--format", "-f")
    {
        Description = "csv to correct the rows; parquet for programs, with one row for each broken rule. Default: csv, or the original file.",
        HelpName = "csv|parquet",
    };

    public QuarantineExportCommand(CommonOptions common)
        : base("export", "Writes the rejected rows, each with its reason in front, or the original of a refused file.")
    {
        this.common = common;
        Add(id);
        Add(output);
        Add(format);
        format.AcceptOnlyFromAmong("csv", "parquet");
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare quarantine export 01JABC --out mend.csv                          to correct, for replay --file",
        "datashare quarantine export 01JABC --out rejected.parquet --format parquet for programs",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var entry = QuarantineReference.Find(host.Services.GetRequiredService<LakeStore>(), served.Workspace, [call.GetValue(id)!])[0];
        var source = Source(entry, call.GetValue(format));
        var target = Target(call.GetValue(output)!);
        await entry.ConfirmAsync(source, cancellationToken);
        // A copy and not a link, because correcting it must not change the stored file.
        File.Copy(source, target, overwrite: false);
        MakeWritable(target);
        Write(terminal, entry, target);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, QuarantinedLoad entry, string target)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { id = entry.LoadId.Value, file = target, kind = entry.Reason.Kind });
        }
        else
        {
            terminal.Out.WriteLine($"{terminal.Paint("written", Tone.Good)}  {Workspace.Display(target)}: {QuarantineWords.HowMany(entry.Reason)}");
        }
    }

    private static string Source(QuarantinedLoad entry, string? format)
    {
        var source = format switch
        {
            "parquet" => entry.RejectedRowsTable,
            "csv" => entry.RejectedRows,
            _ => entry.File ?? entry.RejectedRows,
        };
        return source is not null && File.Exists(source)
            ? source
            : throw new UsageException($"{QuarantineWords.Title(entry)}: '{source ?? entry.Folder}' does not exist. Nothing was written.");
    }

    private static string Target(string file)
    {
        var path = Path.GetFullPath(file);
        return !Directory.Exists(Path.GetDirectoryName(path)) ? throw new UsageException($"There is no folder '{Path.GetDirectoryName(path)}' for '{file}'. Nothing was written.")
            : Path.Exists(path) ? throw new UsageException($"'{file}' already exists and was not changed. Name another file.")
            : path;
    }

    /// <summary>Stored files are read-only, and so is a copy.</summary>
    private static void MakeWritable(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }
        else
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserWrite);
        }
    }
}
