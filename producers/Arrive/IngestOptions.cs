using DataShare.Lake;

namespace DataShare.Producers;

/// <param name="Again">Whether content that has landed before is landed once more.</param>
/// <param name="Older">Whether a snapshot that is older than the one that landed takes its place.</param>
/// <param name="WaitForSettle">
/// Whether files that were just dropped are waited for, once, until they have been quiet for as long as their
/// contract asks; else they are <see cref="NotSettled"/>.
/// </param>
/// <param name="WaitForTurn">
/// Whether another process that takes files of the dataset is waited for; else it is a <see cref="HeldException"/> at once.
/// </param>
public sealed record IngestOptions(bool Again = false, bool Older = false, bool WaitForSettle = false, bool WaitForTurn = true)
{
    /// <summary>The inbox as it was looked at just now, for who asks for many datasets; null: it is looked at.</summary>
    public InboxFolders? Folders { get; init; }
}

/// <summary>How far a file has been read.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="BytesRead">Of the file as it is on disk.</param>
/// <param name="BytesTotal">Its size.</param>
public readonly record struct IngestProgress(string Name, long BytesRead, long BytesTotal);

/// <param name="Outcomes">One for each file, in the order they were taken.</param>
public sealed record IngestSummary(IReadOnlyList<DropOutcome> Outcomes);
