using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// Publishes the new versions of a workspace's contracts before any file is taken under them. May be repeated, and done
/// by several processes at once: one publishes, the others find it done.
/// </summary>
internal static class ContractAdmission
{
    /// <summary>
    /// All that is new and may be published, as the commands do that take files or give them on. What is refused, and what
    /// has to wait, is left out and keeps nothing from going on under the versions that are published.
    /// </summary>
    public static async ValueTask<Admission> AdmitAsync(ServedWorkspace served, TimeProvider time, CancellationToken cancellationToken)
    {
        var reviews = Review(served, _ => true, time);
        if (!reviews.Any(r => r.IsAdmitted))
        {
            return new Admission(served, [], reviews);
        }

        using var turn = await served.Versions.Store.LockAsync(cancellationToken);
        // What another process has published meanwhile counts.
        var now = served.ReadContractsAgain();
        reviews = Review(now, _ => true, time);
        var published = await PublishAsync(now, reviews.Where(r => r.IsAdmitted), cancellationToken);
        return new Admission(now.ReadContractsAgain(), published, [.. reviews.Where(r => !r.IsAdmitted)]);
    }

    /// <summary>Those that somebody named, all or none.</summary>
    /// <param name="chosen">Which new versions; the others wait.</param>
    /// <param name="left">For the message of a refusal: what was not done.</param>
    /// <exception cref="RefusedContractException">One of them is refused, or a published one was edited. None is published.</exception>
    /// <exception cref="UsageException">One of them has to wait for something. None is published.</exception>
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

    /// <summary>What is new or edited, judged.</summary>
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

/// <summary>What a start or a <c>schema publish</c> came to.</summary>
/// <param name="Served">With the contracts as they are now.</param>
/// <param name="Published">What was published now.</param>
/// <param name="Waiting">What is new or edited and was not.</param>
internal sealed record Admission(ServedWorkspace Served, IReadOnlyList<ReviewedVersion> Published, IReadOnlyList<ReviewedVersion> Waiting)
{
    /// <summary>All that is left out.</summary>
    public IReadOnlyList<NotTaken> NotTaken => Jobs.NotTaken.Of(Served, Waiting);

    /// <summary>Of what should have been published: whether all of it was.</summary>
    public int Code => Waiting.Any(w => w.Refusals.Count > 0) ? ExitCode.Breaking
        : Waiting.Count + Served.Versions.Unread.Count + Served.Contracts.Unread.Count > 0 ? ExitCode.Usage
        : ExitCode.Done;
}
