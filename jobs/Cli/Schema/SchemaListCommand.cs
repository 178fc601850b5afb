using System.CommandLine;
using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary><c>datashare schema list</c>: lists all versions and their states.</summary>
internal sealed class SchemaListCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string?> dataset = new("DATASET") { Description = "The dataset. Default: all.", Arity = ArgumentArity.ZeroOrOne };

    public SchemaListCommand(CommonOptions common)
        : base("list", "Lists the versions of contracts, whether they are published, and how many consumers read their major version.")
    {
        this.common = common;
        Add(dataset);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare schema list", "datashare schema list orders --json"];

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        IReadOnlyList<DatasetName> datasets = call.GetValue(dataset) is { } name ? [served.Dataset(name)] : served.Written.Datasets;
        StartNotes.Write(terminal, served.Versions);
        var readers = served.Readers().Known;
        var rows = datasets.SelectMany(served.Written.Versions).Select(c => new
        {
            Contract = c,
            State = State(served.Versions, c),
            Readers = readers.Where(r => r.Dataset == c.Dataset && r.Major == c.Version.Major).Select(r => r.Reader).Distinct(StringComparer.Ordinal).ToList(),
        }).ToList();
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, rows.Select(r => new
            {
                dataset = r.Contract.Dataset.Value,
                version = r.Contract.Version.ToString(),
                status = r.Contract.Status,
                state = r.State,
                compatibility = CompatibilityGuard.NameOf(r.Contract.Compatibility),
                columns = r.Contract.Columns.Count,
                readers = r.Readers,
                file = Workspace.Display(r.Contract.SourceFile),
            }));
            return ExitCode.Done;
        }

        var table = new TextTable(
            new("DATASET"), new("VERSION", Keep: true), new("STATUS", Keep: true), new("STATE", Keep: true), new("COMPATIBILITY"), new("COLUMNS", Right: true), new("READERS", Right: true));
        foreach (var row in rows)
        {
            table.Add(
                row.Contract.Dataset.Value,
                row.Contract.Version.ToString(),
                new Cell(row.Contract.Status, row.Contract.TakesFiles ? Tone.Plain : Tone.Faint),
                new Cell(row.State, row.State is "edited" ? Tone.Bad : row.State is "new" ? Tone.Warning : Tone.Plain),
                CompatibilityGuard.NameOf(row.Contract.Compatibility),
                row.Contract.Columns.Count.ToString(CultureInfo.InvariantCulture),
                row.Readers.Count.ToString(CultureInfo.InvariantCulture));
        }

        table.Write(terminal);
        return ExitCode.Done;
    }

    /// <summary>
    /// <c>new</c>: not published yet; <c>unpublished</c>: takes no files; <c>published</c>; <c>edited</c>: changed after its
    /// publication; <c>lake only</c>: its file is missing; <c>unknown</c>: a published version of its dataset cannot be read.
    /// </summary>
    internal static string State(WorkspaceContracts versions, DataContract contract) =>
        versions.Published.Unread.Contains(contract.Dataset) ? "unknown"
        : versions.Published.Find(contract.Dataset, contract.Version) is null ? contract.TakesFiles ? "new" : "unpublished"
        : versions.Edited.Any(e => e.Edited.Dataset == contract.Dataset && e.Edited.Version == contract.Version) ? "edited"
        : versions.Folder.Find(contract.Dataset, contract.Version) is null ? "lake only"
        : "published";
}
