using DataShare.Lake;

namespace DataShare.Producers;

/// <param name="Again">Whether to load content again that has landed before.</param>
/// <param name="Older">Whether an older snapshot replaces a newer one that has landed.</param>
/// <param name="WaitForSettle">
/// Whether to wait once for files that were just dropped, until they have not changed for the time that the contract
/// requires. Otherwise they are <see cref="DropOutcome.NotSettled"/>.
/// </param>
/// <param name="WaitForTurn">
/// Whether to wait for another process that ingests files of the dataset. Otherwise it throws a
/// <see cref="HeldException"/> at once.
/// </param>
public sealed record IngestOptions(bool Again = false, bool Older = false, bool WaitForSettle = false, bool WaitForTurn = true)
{
    /// <summary>The folders of the inbox, for callers with many datasets; null to list them again.</summary>
    public InboxFolders? Folders { get; init; }
}

/// <summary>The progress of reading a file.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="BytesRead">Bytes of the file on disk.</param>
/// <param name="BytesTotal">Its size.</param>
public readonly record struct IngestProgress(string Name, long BytesRead, long BytesTotal);

/// <param name="Outcomes">One for each file, in the order of ingestion.</param>
public sealed record IngestSummary(IReadOnlyList<DropOutcome> Outcomes);
