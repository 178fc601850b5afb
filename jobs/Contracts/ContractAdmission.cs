using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// Publishes the new versions of a workspace's contracts before any file is taken under them. May be repeated, and done
/// by several processes at once: one publishes, the others find it done.
/// </summary>
internal static class ContractAdmission
{
    /// <param name="chosen">Which new versions; the others wait.</param>
    /// <param name="left">For the message of a refusal: what was not done.</param>
    /// <exception cref="RefusedContractException">One of them is refused, or a published one was edited. None is published.</exception>
    /// <exception cref="UsageException">Contracts have problems.</exception>
    public static async ValueTask<Admission> AdmitAsync(
        ServedWorkspace served, Func<DataContract, bool> chosen, string left, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!HasNews(served, chosen))
        {
            return new Admission(served, []);
        }

        using var turn = await served.Versions.Store.LockAsync(cancellationToken);
        // What another process has published meanwhile counts.
        var now = served.ReadContractsAgain();
        var readers = now.Consumers.Definitions.SelectMany(c => now.NeedsOf(c).Needs).ToList();
        var reviews = ContractReview.OfAll(now.Versions, chosen, readers, time);
        if (reviews.Any(r => !r.IsAdmitted))
        {
            throw RefusedContractException.Of(reviews.Where(r => !r.IsAdmitted), left);
        }

        foreach (var review in reviews)
        {
            await PublishAsync(now.Versions.Store, review.Contract, cancellationToken);
        }

        return new Admission(now.ReadContractsAgain(), reviews);
    }

    /// <summary>All that is new, as the commands do that take files or give them on.</summary>
    public static ValueTask<Admission> AdmitAsync(ServedWorkspace served, TimeProvider time, CancellationToken cancellationToken) =>
        AdmitAsync(served, _ => true, "Nothing was published, and nothing else was done.", time, cancellationToken);

    private static bool HasNews(ServedWorkspace served, Func<DataContract, bool> chosen) =>
        served.Versions.Unpublished.Any(chosen) || served.Versions.Edited.Any(e => chosen(e.Edited));

    private static async ValueTask PublishAsync(PublishedContracts store, DataContract contract, CancellationToken cancellationToken)
    {
        if (await store.PublishAsync(contract, cancellationToken) is PublishResult.Other)
        {
            throw new RefusedContractException(
                $"{Workspace.Display(contract.SourceFile)}: {contract} was published with another text by a process that does not wait for its turn. Its text stays. Run the command again.");
        }
    }
}

/// <summary>What a start or a <c>schema publish</c> came to.</summary>
/// <param name="Served">With the contracts as they are now.</param>
/// <param name="Published">What was published now.</param>
internal sealed record Admission(ServedWorkspace Served, IReadOnlyList<ReviewedVersion> Published);
