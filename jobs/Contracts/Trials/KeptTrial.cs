using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Tries recent files under a new version, as if it were published, and reports the values and rows that would differ.</summary>
/// <param name="contracts">The published contracts, and those that wait beside them.</param>
internal sealed class KeptTrial(LakeStore lake, WorkspaceContracts contracts, ProducerOptions options, LoadIdSource ids)
{
    /// <summary>The most files in a check, because more would take too long. <c>schema try</c> tries all of them.</summary>
    private const int MostFiles = 20;
    private const long MostBytes = 32 << 20;

    /// <returns>Sentences; empty if nothing would differ.</returns>
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
                // verify and schema try report this.
                continue;
            }

            var now = await with.RunAsync(file, null, cancellationToken);
            if (now.Contract?.Version != candidate.Version)
            {
                continue;
            }

            tried++;
            rejected += now.NewlyRejectedRows;
            var before = await without.RunAsync(file, null, cancellationToken);
            if (said.Count == 0 && TrialDifference.Of(before, now, candidate) is { } difference)
            {
                said.Add($"in {candidate.Dataset}/{file.Name} ({file.LoadId}), {difference}");
            }
        }

        if (rejected > 0)
        {
            said.Add($"{Amount.Rows(rejected)} accepted before would be rejected, in {CountText.Of(tried, "recent file")} that would come under {candidate.Version}. "
                + $"See them with: datashare schema try {candidate.Dataset}@{candidate.Version}");
        }

        return said;
    }

    private TryFile Trial(IReadOnlyList<DataContract> newestFirst) => new(lake, contracts.All, newestFirst, options, ids, FirstRows.Read, TrialDifference.MostRows);

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
}
