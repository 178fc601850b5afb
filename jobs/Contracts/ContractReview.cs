using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Judges new versions of contracts, each with those before it that may be published.</summary>
/// <param name="published">What they come to, whose data is kept.</param>
/// <param name="today">In UTC: waivers end.</param>
internal sealed class ContractReview(ContractCatalog published, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
{
    /// <summary>What is new, and what was published and says something else now.</summary>
    /// <param name="chosen">Which; the others are not looked at.</param>
    public static IReadOnlyList<ReviewedVersion> OfAll(
        WorkspaceContracts contracts, Func<DataContract, bool> chosen, IReadOnlyList<ReaderNeeds> readers, TimeProvider time)
    {
        var review = new ContractReview(contracts.Published, readers, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        return
        [
            .. contracts.Edited.Where(e => chosen(e.Edited)).Select(e => OfEdited(e.Edited, e.Published)),
            .. review.Of([.. contracts.Unpublished.Where(chosen)]),
        ];
    }

    /// <param name="candidates">Ascending within a dataset.</param>
    private IReadOnlyList<ReviewedVersion> Of(IReadOnlyList<DataContract> candidates) =>
        [.. candidates.GroupBy(c => c.Dataset).SelectMany(OfDataset)];

    /// <summary>A version that was published and says something else now.</summary>
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
                $"{edited.Version} is published and never changes: {Workspace.Display(edited.SourceFile)} says something else than "
                    + $"{Workspace.Display(published.SourceFile)}{(isLineEnds ? ", in its line ends alone" : "")}. "
                    + $"Put the file back, and write what changes as a new version.{retires}",
            ],
            []);
    }

    private IEnumerable<ReviewedVersion> OfDataset(IGrouping<DatasetName, DataContract> candidates)
    {
        var earlier = published.Versions(candidates.Key).Where(c => c.TakesFiles || c.Status is "retired").ToList();
        foreach (var candidate in candidates.OrderBy(c => c.Version))
        {
            var review = Of(candidate, earlier);
            if (review.IsAdmitted)
            {
                earlier.Add(candidate);
            }

            yield return review;
        }
    }

    private ReviewedVersion Of(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        var verdict = CompatibilityGuard.Judge(candidate, earlier, readers, today);
        var refusals = new List<string>([.. verdict.Refusals, .. LostRows.Of(candidate, earlier)]);
        if (earlier.Any(e => e.Version.Major == candidate.Version.Major && e.Status is "retired"))
        {
            refusals.Add(FormattableString.Invariant(
                $"{candidate.Dataset} {candidate.Version.Major} is retired and takes no new version; expected one of another major"));
        }

        return new ReviewedVersion(candidate, verdict, refusals, verdict.Warnings);
    }
}
