using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// Publishes the new versions of a workspace's contracts before any file is taken under them. May be repeated, also by
/// several processes at once: one publishes, and the others see that it is done.
/// </summary>
internal static class ContractAdmission
{
    /// <summary>
    /// Publishes all new versions that can be published, for commands that ingest or deliver. Versions that are refused or have
    /// to wait are left out, and everything else continues under the published versions.
    /// </summary>
    public static async ValueTask<Admission> AdmitAsync(ServedWorkspace served, TimeProvider time, CancellationToken cancellationToken)
    {
        var reviews = Review(served, _ => true, time);
        if (!reviews.Any(r => r.IsAdmitted))
        {
            return new Admission(served, [], reviews);
        }

        using var turn = await served.Versions.Store.LockAsync(cancellationToken);
        // Another process may have published versions in the meantime.
        var now = served.ReadContractsAgain();
        reviews = Review(now, _ => true, time);
        var published = await PublishAsync(now, reviews.Where(r => r.IsAdmitted), cancellationToken);
        return new Admission(now.ReadContractsAgain(), published, [.. reviews.Where(r => !r.IsAdmitted)]);
    }

    /// <summary>Publishes the chosen versions, all or none.</summary>
    /// <param name="chosen">Selects new versions; the others wait.</param>
    /// <param name="left">The work that was not done, for the message of a refusal.</param>
    /// <exception cref="RefusedContractException">A version is refused, or a published one was edited. None is published.</exception>
    /// <exception cref="UsageException">A version has to wait for something. None is published.</exception>
    public static async ValueTask<Admission> AdmitAsync(
        ServedWorkspace served, Func<DataContract, bool> chosen, string left, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Review(served, chosen, time).Count == 0)
        {
            return new Admission(served, [], []);
        }

        using var turn = await served.Versions.Store.LockAsync(cancellationToken);
        var now = served.ReadContractsAgain();
        var reviews = Review(now, chosen, time);
        if (reviews.Any(r => r.Refusals.Count > 0))
        {
            throw RefusedContractException.Of(reviews.Where(r => !r.IsAdmitted), left);
        }

        if (reviews.Any(r => !r.IsAdmitted))
        {
            throw new UsageException(string.Join(Environment.NewLine, [.. reviews.Where(r => !r.IsAdmitted).SelectMany(RefusedContractException.Lines), left]));
        }

        var published = await PublishAsync(now, reviews, cancellationToken);
        return new Admission(now.ReadContractsAgain(), published, []);
    }

    /// <summary>Judges the new and edited versions.</summary>
    public static IReadOnlyList<ReviewedVersion> Review(ServedWorkspace served, Func<DataContract, bool> chosen, TimeProvider time) =>
        served.Versions.Unpublished.Any(chosen) || served.Versions.Edited.Any(e => chosen(e.Edited))
            ? ContractReview.OfAll(served.Versions, chosen, served.Readers(), served.Engine, time)
            : [];

    private static async ValueTask<IReadOnlyList<ReviewedVersion>> PublishAsync(
        ServedWorkspace served, IEnumerable<ReviewedVersion> admitted, CancellationToken cancellationToken)
    {
        var published = new List<ReviewedVersion>();
        foreach (var review in admitted)
        {
            if (await served.Versions.Store.PublishAsync(review.Contract, cancellationToken) is PublishResult.Other)
            {
                throw new RefusedContractException(
                    $"{Workspace.Display(review.Contract.SourceFile)}: {review.Contract} was published with a different text by a process that ignores the lock. The published text stays. Run the command again.");
            }

            published.Add(review);
        }

        return published;
    }
}

/// <summary>The result of publishing at a start or by <c>schema publish</c>.</summary>
/// <param name="Served">The workspace with its current contracts.</param>
/// <param name="Published">The versions that were published now.</param>
/// <param name="Waiting">New or edited versions that were not published.</param>
internal sealed record Admission(ServedWorkspace Served, IReadOnlyList<ReviewedVersion> Published, IReadOnlyList<ReviewedVersion> Waiting)
{
    /// <summary>Everything that is left out.</summary>
    public IReadOnlyList<NotTaken> NotTaken => Jobs.NotTaken.Of(Served, Waiting);

    /// <summary>The exit code, which shows whether all versions were published.</summary>
    public int Code => Waiting.Any(w => w.Refusals.Count > 0) ? ExitCode.Breaking
        : Waiting.Count + Served.Versions.Unread.Count + Served.Contracts.Unread.Count > 0 ? ExitCode.Usage
        : ExitCode.Done;
}
