using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Tries recent files under a new version, as if it were published, and says which values and rows would differ.</summary>
/// <param name="contracts">The published contracts, and those that wait beside them.</param>
internal sealed class KeptTrial(LakeStore lake, WorkspaceContracts contracts, ProducerOptions options, LoadIdSource ids)
{
    /// <summary>More files would take too long for a check; <c>schema try</c> tries all of them.</summary>
    private const int MostFiles = 20;
    private const long MostBytes = 32 << 20;
    private const int MostRows = 10_000;

    /// <returns>Sentences; none when nothing would differ.</returns>
    /// <exception cref="LakeCorruptException">A log or an entry cannot be read.</exception>
    public async ValueTask<IReadOnlyList<string>> RunAsync(DataContract candidate, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var versions = TriedVersions.Of(candidate, candidate.Dataset, contracts.Published);
        if (versions.Published.Count == 0)
        {
            return [];
        }

        var (with, without) = (Trial(versions.WithTried), Trial(versions.Published));
        var (tried, rejected, said) = (0, 0L, new List<string>());
        foreach (var file in Newest(await new KeptFiles(lake).SinceAsync(candidate.Dataset, since, cancellationToken)))
        {
            if (await file.FaultAsync(cancellationToken) is not null)
            {
                // Told by verify, and by schema try.
                continue;
            }

            var now = await with.RunAsync(file.Path!, file.Name, file.Sidecar, file.InboxFolder, file.Before, null, cancellationToken);
            if (now.Contract?.Version != candidate.Version)
            {
                continue;
            }

            tried++;
            rejected += now.NewlyRejectedRows;
            var before = await without.RunAsync(file.Path!, file.Name, file.Sidecar, file.InboxFolder, file.Before, null, cancellationToken);
            if (said.Count == 0 && Difference(before, now, candidate) is { } difference)
            {
                said.Add($"in {candidate.Dataset}/{file.Name} ({file.LoadId}), {difference}");
            }
        }

        if (rejected > 0)
        {
            said.Add($"{IngestReport.Count(rejected)} {(rejected == 1 ? "row" : "rows")} that had been accepted would be rejected, of {tried} {(tried == 1 ? "file" : "files")} that came lately and would come under {candidate.Version}. "
                + $"See which: datashare schema try {candidate.Dataset}@{candidate.Version}");
        }

        return said;
    }

    private TryFile Trial(IReadOnlyList<DataContract> newestFirst) => new(lake, contracts.All, newestFirst, options, ids, FirstRows.Read, MostRows);

    private static IEnumerable<KeptFile> Newest(IReadOnlyList<KeptFile> files)
    {
        var bytes = 0L;
        foreach (var file in files.Where(f => f is { Path: not null, Before: not null }).Reverse().Take(MostFiles))
        {
            bytes += new FileInfo(file.Path!).Length;
            if (bytes > MostBytes)
            {
                yield break;
            }

            yield return file;
        }
    }

    /// <summary>The first value that the two versions read differently; null when there is none.</summary>
    private static string? Difference(TrialResult before, TrialResult now, DataContract candidate)
    {
        if (before is not { Contract: { } old, FirstRows: { } were } || now.FirstRows is not { } are)
        {
            return null;
        }

        var places = are.Columns.Index()
            .Where(c => c.Item is { IsRestricted: false, Type.Kind: not ColumnKind.Binary } && !candidate.Mapping.Up.ContainsKey(c.Item.Name))
            .Select(c => (Column: c.Item, Now: c.Index, Before: were.Columns.Index().Where(w => w.Item.Id == c.Item.Id && w.Item.Type == c.Item.Type).Select(w => (int?)w.Index).FirstOrDefault()))
            .Where(c => c.Before is not null)
            .ToList();
        var rows = were.Numbers.Index().ToDictionary(n => n.Item, n => n.Index);
        foreach (var (i, number) in are.Numbers.Index())
        {
            foreach (var (column, place, other) in places)
            {
                if (rows.TryGetValue(number, out var row) && !Equals(were.Rows[row][other!.Value], are.Rows[i][place]))
                {
                    return FormattableString.Invariant(
                        $"row {number}: '{column.Name}' is {Said(were.Rows[row][other.Value])} under {old.Version} and {Said(are.Rows[i][place])} under {candidate.Version}");
                }
            }
        }

        return null;
    }

    private static string Said(object? value) => value is null ? "null" : SourceProblem.Quote(ValueText.Of(value));
}
