using System.Globalization;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>A rebuilt dataset, in the output of <c>rebuild</c> and <c>ingest</c>.</summary>
/// <param name="Consumers">The consumers that received rows of the changed loads before the rebuild.</param>
internal sealed record RebuildResult(RebuiltDataset Rebuilt, IReadOnlyList<string> Consumers)
{
    public object Json => new
    {
        dataset = Rebuilt.Dataset.Value,
        loads = Rebuilt.Loads,
        rows = Rebuilt.Rows,
        changedVersions = Rebuilt.Changed.GroupBy(c => c.Table).ToDictionary(g => g.Key.ToString(), g => g.Select(c => c.LakeVersion)),
        strayRows = Rebuilt.StrayRows,
        consumers = Consumers,
    };

    public static async ValueTask<RebuildResult> OfAsync(
        RebuiltDataset rebuilt, ServedWorkspace served, IWarehouse warehouse, CancellationToken cancellationToken)
    {
        if (rebuilt.Changed.Count == 0)
        {
            return new RebuildResult(rebuilt, []);
        }

        var ahead = (await warehouse.Ledger.ConsumersAsync(cancellationToken))
            .Where(c => rebuilt.Changed.Any(l => c.Positions.Of(l.Table) >= l.LakeVersion))
            .Select(c => c.Consumer)
            .ToHashSet(StringComparer.Ordinal);
        return new RebuildResult(rebuilt,
        [
            .. served.Consumers.Definitions
                .Where(c => ahead.Contains(c.Name) && c.Reads.Any(r => r.Dataset == rebuilt.Dataset))
                .Select(c => c.Name),
        ]);
    }

    public void Write(Terminal terminal)
    {
        var changed = Rebuilt.Changed.Count == 0
            ? Rebuilt.StrayRows == 0 ? "no differences from before" : "its own rows are as before"
            : $"{Amount.Count(Rebuilt.Changed.Count)} differ from before: {Versions(Rebuilt.Changed)}";
        terminal.Out.WriteLine(
            $"{terminal.Paint("rebuilt".PadRight(11), Tone.Good)}  {Rebuilt.Dataset}: {Amount.Rows(Rebuilt.Rows)} of {CountText.Of(Rebuilt.Loads, "load")}; {changed}"
            + (Rebuilt.StrayRows == 0 ? "" : $"; {Amount.Rows(Rebuilt.StrayRows)} of no loaded commit removed"));
        if (Consumers.Count > 0)
        {
            terminal.Out.WriteLine(
                $"{terminal.Paint("note".PadRight(11), Tone.Warning)}  {Rebuilt.Dataset}: {string.Join(", ", Consumers)} read these loads before the rebuild "
                + "and will not get them again. Compare the results with the rows of these lake versions.");
        }
    }

    private static string Versions(IReadOnlyList<LoadedCommit> commits) => commits.Count <= 10
        ? string.Join(", ", commits.Select(Version))
        : $"{Version(commits[0])} to {Version(commits[^1])}";

    private static string Version(LoadedCommit commit) => string.Create(CultureInfo.InvariantCulture, $"{commit.Table}@{commit.LakeVersion}");
}
