using System.CommandLine;
using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary><c>datashare schema retire</c>: stops taking files for a major version that nobody reads.</summary>
internal sealed class SchemaRetireCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> name = new("DATASET@MAJOR") { Description = "The major version, such as orders@1." };
    private readonly Option<string?> by = new("--by") { Description = "The person who retires it. Default: the current user.", HelpName = "NAME" };

    public SchemaRetireCommand(CommonOptions common)
        : base("retire", "Retires a major version that no consumer reads: it takes no more files, and its rows stay. Ends with 4 if a consumer still reads it.")
    {
        this.common = common;
        Add(name);
        Add(by);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare schema retire orders@1"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var reference = ContractReference.Parse(call.GetValue(name)!);
        if (reference is not { Major: { } major, Version: null })
        {
            throw new UsageException($"Only a whole major version can be retired; expected {reference.Dataset}@MAJOR, such as {reference.Dataset}@{reference.Major ?? 1}.");
        }

        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        served.Contract(reference);
        if (served.Versions.Published.Versions(reference.Dataset).All(c => c.Version.Major != major))
        {
            throw new UsageException($"No version of {reference} is published: there is nothing to retire. Remove its file, or set its status to draft.");
        }

        var all = served.Readers();
        var readers = all.Known.Where(n => n.Dataset == reference.Dataset && n.Major == major).ToList();
        if (readers.Count > 0)
        {
            Refuse(terminal, reference, served, major, readers);
            return ExitCode.Breaking;
        }

        if (all.MayRead(reference.Dataset, major, served.Written.Datasets).Select(r => Workspace.Display(r.Definition.File)).ToList() is { Count: > 0 } unknown)
        {
            throw new UsageException(
                $"{reference} was not retired: {string.Join(", ", unknown)} cannot be read, and may use {reference}. "
                + $"Correct that first; see: datashare schema check{served.Workspace.Option}");
        }

        using var turn = await served.Versions.Store.LockAsync(cancellationToken);
        var note = await served.Versions.Store.RetireAsync(reference.Dataset, major, call.GetValue(by) ?? Environment.UserName, cancellationToken);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { dataset = note.Dataset.Value, major = note.Major, retired = true, by = note.By, at = note.At });
            return ExitCode.Done;
        }

        WrappedText.Write(terminal, string.Create(
            CultureInfo.InvariantCulture,
            $"{note.Dataset} {note.Major} is retired, by {note.By} at {note.At:yyyy-MM-dd HH:mm}Z. It takes no more files; its rows and views stay."));
        return ExitCode.Done;
    }

    private static void Refuse(Terminal terminal, ContractReference reference, ServedWorkspace served, int major, List<ReaderNeeds> readers)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                dataset = reference.Dataset.Value,
                major,
                retired = false,
                readers = readers.Select(r => new { consumer = r.Reader, owner = r.Owner, columns = r.Columns }),
            });
            return;
        }

        terminal.Error.WriteLine($"{reference} was not retired, because it is still read:");
        foreach (var reader in readers)
        {
            var columns = reader.Columns is { } names ? string.Join(", ", names) : "every column";
            terminal.Error.WriteLine($"  {reader.Reader} ({reader.Owner}) reads {columns}");
        }

        var next = served.Written.Versions(reference.Dataset).Where(c => c.TakesFiles && c.Version.Major > major).Select(c => c.Version.Major).DefaultIfEmpty(-1).Min();
        terminal.Error.WriteLine(next < 0
            ? "There is no later major version to move to yet."
            : $"To move a consumer, write major: {next} in its definition, and use the column names of {reference.Dataset}@{next}.");
    }
}
