using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Jobs;

/// <summary>The result of <c>schema check</c>.</summary>
/// <param name="Against">The baseline, in words.</param>
/// <param name="Versions">New and edited versions.</param>
/// <param name="Problems">Problems of files that are no valid contracts or definitions; these files were left out.</param>
/// <param name="ConsumerProblems">Places where a definition does not fit the contracts, or its own SQL.</param>
/// <param name="Notes">Things that could not be checked.</param>
internal sealed record SchemaCheck(
    string Against,
    IReadOnlyList<ReviewedVersion> Versions,
    IReadOnlyList<SourceProblem> Problems,
    IReadOnlyList<SourceProblem> ConsumerProblems,
    IReadOnlyList<string> Notes)
{
    /// <summary>The greatest age of files that are tried.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    /// <summary>Majors whose files were removed.</summary>
    public IReadOnlyList<RemovedMajor> Removed { get; init; } = [];

    public bool IsAdmitted => Versions.All(v => v.IsAdmitted) && !Removed.Any(r => r.IsRefused);

    public int Code => Versions.Any(v => v.Refusals.Count > 0) || Removed.Any(r => r.IsRefused) ? ExitCode.Breaking
        : !IsAdmitted || Problems.Count + ConsumerProblems.Count > 0 ? ExitCode.Usage
        : ExitCode.Done;

    /// <param name="against">The value of <c>--against</c>.</param>
    /// <exception cref="UsageException">There is no baseline with that name, or the settings cannot be read.</exception>
    public static async ValueTask<SchemaCheck> RunAsync(
        Workspace workspace, string against, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = WorkspaceSettings.Read(workspace, null);
        var engine = Engines.All[settings.Warehouse.Engine];
        var written = WorkspaceContracts.Read(workspace, new(WorkspaceSettings.Lake(settings), time));
        var baseline = await ContractBaseline.ReadAsync(against, workspace, written, cancellationToken);
        var contracts = written with { Kept = written.Kept with { Catalog = baseline.Contracts } };
        var consumers = WorkspaceConsumers.Read(workspace, engine);
        var needs = consumers.Readable.Definitions
            .Select(c => ConsumerNeeds.Of(c, contracts.Published, contracts.All, engine))
            .ToList();
        var readers = new Readership([.. needs.SelectMany(n => n.Needs)], consumers.Unread);
        var reviews = ContractReview.OfAll(contracts, _ => true, readers, engine, time);
        return new SchemaCheck(
            baseline.Name,
            await TriedAsync(reviews, contracts, settings, time, cancellationToken),
            [.. written.Written.Problems, .. written.Kept.Problems, .. consumers.Problems],
            [.. needs.SelectMany(n => n.Problems)],
            [.. baseline.Notes, .. Deleted(contracts, baseline), .. ContractFaults.Beside(contracts, engine), .. Untold(consumers.Readable, engine), .. needs.SelectMany(n => n.Notes)])
        {
            Removed = RemovedMajor.Of(written.Written, baseline.Contracts, baseline.IsLake, readers.Known),
        };
    }

    /// <summary>Adds the result of trying recent files under each version, if there is a lake.</summary>
    private static async ValueTask<IReadOnlyList<ReviewedVersion>> TriedAsync(
        IReadOnlyList<ReviewedVersion> reviews, WorkspaceContracts contracts, DataShareOptions settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var lake = new LakeStore(WorkspaceSettings.Lake(settings), time, NullLoggerFactory.Instance);
        var trial = new KeptTrial(lake, contracts, settings.Producers, new LoadIdSource(time, new Random()));
        var tried = new List<ReviewedVersion>();
        foreach (var review in reviews)
        {
            // A version with faults cannot be tried, and an edited published version is not a new version.
            tried.Add(review is { Verdict.Against: { } against, Faults.Count: 0 } && lake.TablesOf(review.Contract.Dataset).Count > 0
                ? await TriedAsync(review, against, trial, lake, time.GetUtcNow() - Lately, cancellationToken)
                : review);
        }

        return tried;
    }

    private static async ValueTask<ReviewedVersion> TriedAsync(
        ReviewedVersion review, DataContract against, KeptTrial trial, LakeStore lake, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            var recent = await RecentAsync(lake, new LakeTableId(against.Dataset, against.Version.Major), since, cancellationToken);
            return review with { Recent = recent, Warnings = [.. review.Warnings, .. await trial.RunAsync(review.Contract, since, cancellationToken)] };
        }
        catch (Exception e) when (e is LakeCorruptException or IOException or UnauthorizedAccessException)
        {
            return review with { Warnings = [.. review.Warnings, $"it was not tried on received files: {e.Message}"] };
        }
    }

    private static async ValueTask<RecentFiles> RecentAsync(LakeStore lake, LakeTableId table, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (files, rows) = (0L, 0L);
        await foreach (var commit in lake.Table(table).CommitsAfterAsync(-1, cancellationToken))
        {
            if (commit.CommittedAt >= since)
            {
                files += commit.Drops.Count;
                rows += commit.Drops.Sum(d => d.AcceptedRows);
            }
        }

        return new RecentFiles(files, rows);
    }

    /// <summary>Removed files of single versions, whose majors still exist. A published version stays in the lake without its file.</summary>
    private static IEnumerable<string> Deleted(WorkspaceContracts contracts, ContractBaseline baseline) => baseline.IsLake
        ? []
        : baseline.Contracts.Datasets.SelectMany(baseline.Contracts.Versions)
            .Where(c => c.TakesFiles && contracts.Folder.Find(c.Dataset, c.Version) is null && contracts.Folder.Versions(c.Dataset).Any(f => f.Version.Major == c.Version.Major))
            .Where(c => contracts.Written.Problems.All(p => UnreadContract.Of(p.File) is var u && (u.Dataset != c.Dataset || u.Version != c.Version)))
            .Select(c => $"the file of {c} is deleted: a workspace set up from these files would refuse files that fit only {c.Version}. Restore it");

    private static IEnumerable<string> Untold(ConsumerCatalog consumers, EngineDescription engine) =>
        engine.UntoldOfSql is { } untold && consumers.Definitions.Any(c => c.Deliver is DeliveryRules.Sql) ? [untold] : [];
}
