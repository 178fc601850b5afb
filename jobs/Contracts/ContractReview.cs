using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Judges new versions of contracts, each together with the earlier new ones that can be published.</summary>
/// <param name="contracts">The published contracts, and the new ones.</param>
/// <param name="engine">The warehouse's engine, which must be able to store all values of the columns.</param>
/// <param name="today">The date in UTC, because waivers end.</param>
internal sealed class ContractReview(WorkspaceContracts contracts, Readership readers, EngineDescription engine, DateOnly today)
{
    private readonly IReadOnlyList<UnreadContract> unread = contracts.Unread;
    private readonly IReadOnlyList<DatasetName> datasets = contracts.All.Datasets;

    /// <summary>Judges new versions, and published versions whose files were edited.</summary>
    /// <param name="chosen">Selects versions; the others are not judged.</param>
    public static IReadOnlyList<ReviewedVersion> OfAll(
        WorkspaceContracts contracts, Func<DataContract, bool> chosen, Readership readers, EngineDescription engine, TimeProvider time)
    {
        var review = new ContractReview(contracts, readers, engine, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        return
        [
            .. contracts.Edited.Where(e => chosen(e.Edited)).Select(e => OfEdited(e.Edited, e.Published)),
            .. review.Of([.. contracts.Unpublished.Where(chosen)]),
        ];
    }

    /// <param name="candidates">Ascending within a dataset.</param>
    private IReadOnlyList<ReviewedVersion> Of(IReadOnlyList<DataContract> candidates) =>
        [.. candidates.GroupBy(c => c.Dataset).SelectMany(OfDataset)];

    /// <summary>A published version whose file was edited.</summary>
    private static ReviewedVersion OfEdited(DataContract edited, DataContract published)
    {
        var isLineEnds = edited.SourceText.ReplaceLineEndings() == published.SourceText.ReplaceLineEndings();
        var retires = edited.Status is "retired" && published.Status is not "retired"
            ? FormattableString.Invariant($" To retire the major version: datashare schema retire {edited.Dataset}@{edited.Version.Major}.")
            : "";
        return new ReviewedVersion(
            edited,
            null,
            [
                $"{edited.Version} is published and cannot change: {Workspace.Display(edited.SourceFile)} differs from "
                    + $"{Workspace.Display(published.SourceFile)}{(isLineEnds ? ", in its line ends only" : "")}. "
                    + $"Restore the file, and write the change as a new version.{retires}",
            ],
            []);
    }

    private IEnumerable<ReviewedVersion> OfDataset(IGrouping<DatasetName, DataContract> candidates)
    {
        var earlier = contracts.Published.Versions(candidates.Key).Where(c => c.TakesFiles || c.Status is "retired").ToList();
        var (waiting, refused) = (new List<ReviewedVersion>(), new List<ReviewedVersion>());
        foreach (var candidate in candidates.OrderBy(c => c.Version))
        {
            var review = Of(candidate, earlier);
            if (review.IsAdmitted)
            {
                review = review with { Held = [.. Before(candidate, earlier, waiting), .. MajorsBefore(candidate, earlier, [.. waiting, .. refused])] };
            }

            if (review.IsAdmitted)
            {
                earlier.Add(candidate);
            }

            if (review.Held.Count > 0)
            {
                waiting.Add(review);
            }
            else if (!review.IsAdmitted)
            {
                refused.Add(review);
            }

            yield return review;
        }
    }

    /// <summary>Versions of a major are published in order, because a version below a published one is refused.</summary>
    private IEnumerable<string> Before(DataContract candidate, List<DataContract> earlier, List<ReviewedVersion> waiting)
    {
        var newest = earlier.Where(e => e.Version.Major == candidate.Version.Major).Select(e => e.Version).DefaultIfEmpty(new(candidate.Version.Major, -1, 0)).Max();
        foreach (var file in unread.Where(u => u.Dataset == candidate.Dataset && u.Version > newest && u.Version < candidate.Version))
        {
            yield return $"{Workspace.Display(file.File)} must be published first, but it cannot be read";
        }

        foreach (var other in waiting.Where(w => w.Contract.Version.Major == candidate.Version.Major))
        {
            yield return $"{other.Contract} must be published first, but it waits";
        }
    }

    /// <summary>Majors are published in order too, because none can be published below another.</summary>
    private IEnumerable<string> MajorsBefore(DataContract candidate, List<DataContract> earlier, IReadOnlyList<ReviewedVersion> others)
    {
        var greatest = earlier.Select(e => e.Version.Major).DefaultIfEmpty(-1).Max();
        foreach (var file in unread.Where(u => u.Dataset == candidate.Dataset && IsBetween(u.Version)))
        {
            yield return $"{Workspace.Display(file.File)} must be published first, because majors are published in order, but it cannot be read";
        }

        foreach (var other in others.Where(o => IsBetween(o.Contract.Version)))
        {
            yield return $"{other.Contract} must be published first, because majors are published in order, but it {(other.Held.Count > 0 ? "waits" : "is refused")}";
        }

        bool IsBetween(ContractVersion? version) => version is { Major: var major } && major > greatest && major < candidate.Version.Major;
    }

    private ReviewedVersion Of(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        var verdict = CompatibilityGuard.Judge(candidate, earlier, readers.Known, today);
        var refusals = new List<string>([.. verdict.Refusals, .. LostRows.Of(candidate, earlier)]);
        if (earlier.Any(e => e.Version.Major == candidate.Version.Major && e.Status is "retired"))
        {
            refusals.Add(FormattableString.Invariant(
                $"{candidate.Dataset} {candidate.Version.Major} is retired and accepts no new version; use another major"));
        }

        var faults = ContractFaults.Of(candidate, contracts, engine);
        refusals.AddRange(faults.Certain.Select(ReviewedVersion.Said));
        return new ReviewedVersion(candidate, verdict, refusals, verdict.Warnings)
        {
            Faults = faults.Certain,
            Held = refusals.Count > 0 ? [] : [.. Unknown(candidate, earlier), .. faults.Untold],
        };
    }

    /// <summary>
    /// Unreadable definitions whose consumers would break if they read the changed columns. A new major version breaks nobody,
    /// because readers keep their major.
    /// </summary>
    private IEnumerable<string> Unknown(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        foreach (var (definition, needs) in readers.MayRead(candidate.Dataset, candidate.Version.Major, datasets))
        {
            var verdict = CompatibilityGuard.Judge(candidate, earlier, [.. readers.Known, needs], today);
            var broken = verdict.Breaks.Where(b => b.Reader == needs && b.Waiver is null).Select(b => b.Change.Path).Distinct(StringComparer.Ordinal).ToList();
            if (broken.Count > 0 && !verdict.IsNewMajor)
            {
                yield return $"{Workspace.Display(definition.File)} cannot be read, and its consumer may use what this version changes ({string.Join(", ", broken)}); correct that file first";
            }
        }
    }
}
