using System.CommandLine;
using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine list</c>: lists open entries by dataset and fault.</summary>
internal sealed class QuarantineListCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Option<string?> dataset = new("--dataset", "-d") { Description = "Only entries of this dataset.", HelpName = "NAME" };
    private readonly Option<bool> all = new("--all") { Description = "Also list replayed and discarded entries." };

    public QuarantineListCommand(CommonOptions common)
        : base("list", "Lists the entries in quarantine, by dataset and reason.")
    {
        this.common = common;
        Add(dataset);
        Add(all);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
        ["datashare quarantine list", "datashare quarantine list --dataset orders --all", "datashare quarantine list --json"];

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var chosen = call.GetValue(dataset) is { } name ? served.Dataset(name) : null;
        using var host = WorkspaceHost.ForCommand(served);
        var entries = host.Services.GetRequiredService<LakeStore>().Quarantine.List(chosen).Where(e => e.IsOpen || call.GetValue(all)).ToList();
        if (terminal.Json)
        {
            WriteJson(terminal, entries);
        }
        else
        {
            Write(terminal, entries, served.Workspace);
        }

        return ExitCode.Done;
    }

    private static IEnumerable<IGrouping<(string Dataset, string Why), QuarantinedLoad>> Groups(List<QuarantinedLoad> entries) =>
        entries
            .GroupBy(e => (Dataset: e.Reason.Dataset.Value, Why: QuarantineWords.Why(e.Reason)))
            .OrderBy(g => g.Key.Dataset, StringComparer.Ordinal)
            .ThenByDescending(g => g.Count())
            .ThenBy(g => g.Key.Why, StringComparer.Ordinal);

    private static void WriteJson(Terminal terminal, List<QuarantinedLoad> entries) =>
        JsonOutput.Write(terminal.Out, Groups(entries).Select(g => new
        {
            dataset = g.Key.Dataset,
            why = g.Key.Why,
            files = Files(g),
            rejectedRows = Rows(g),
            entries = g.Select(QuarantineWords.Json),
        }));

    private static void Write(Terminal terminal, List<QuarantinedLoad> entries, Workspace workspace)
    {
        if (entries.Count == 0)
        {
            terminal.Out.WriteLine("Nothing is in quarantine.");
            return;
        }

        foreach (var group in Groups(entries))
        {
            terminal.Out.WriteLine(terminal.Paint($"{group.Key.Dataset}  {group.Key.Why}  ({Sum(group)})", Tone.Strong));
            foreach (var entry in group)
            {
                var end = entry.Closed is { } closed ? "  " + QuarantineWords.Ending(closed) : "";
                terminal.Out.WriteLine(
                    $"  {entry.LoadId}  {Minute.Of(entry.Reason.At)}  {entry.Reason.FileName}  {QuarantineWords.HowMany(entry.Reason)}{terminal.Paint(end, Tone.Faint)}");
            }
        }

        terminal.Out.WriteLine($"Look at one with: datashare quarantine show ID{workspace.Option}");
    }

    private static string Sum(IEnumerable<QuarantinedLoad> group)
    {
        var (files, rows) = (Files(group), Rows(group));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(files > 0 ? CountText.Of(files, "file") : "")}{(files > 0 && rows > 0 ? ", " : "")}{(rows > 0 ? CountText.Of(rows, "row") : "")}");
    }

    private static int Files(IEnumerable<QuarantinedLoad> group) => group.Count(e => e.Reason.Kind is QuarantineKind.File);

    private static long Rows(IEnumerable<QuarantinedLoad> group) =>
        group.Where(e => e.Reason.Kind is QuarantineKind.Rows).Sum(e => e.Reason.RejectedRows);
}
