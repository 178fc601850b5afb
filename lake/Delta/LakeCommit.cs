using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>One drop in a commit: its file, its contract, and its accepted rows.</summary>
/// <param name="LoadId">The drop's load id.</param>
/// <param name="Identity">Identifies equal drops: the content hash, or a hash over name and content.</param>
/// <param name="Name">The file's name as it was dropped.</param>
/// <param name="Hash">Of the bytes as they came.</param>
/// <param name="Bytes">Their count.</param>
/// <param name="Contract">The contract version it was checked against.</param>
/// <param name="AcceptedRows">Rows in the commit's parts.</param>
/// <param name="RejectedRows">Rows in quarantine.</param>
/// <param name="CorrelationId">A producer's own id, or null.</param>
/// <param name="ReplayOf">The load whose quarantined file or rows these are, or null.</param>
public sealed record CommittedDrop(
    LoadId LoadId,
    string Identity,
    string Name,
    ContentHash Hash,
    long Bytes,
    ContractVersion Contract,
    long AcceptedRows,
    long RejectedRows,
    string? CorrelationId = null,
    LoadId? ReplayOf = null)
{
    /// <summary>One sentence for each rule that the drop breaks although it landed.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>When the file was last written, of a member of an archive the archive; null where the log does not say.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The identity of the archive that it came in, or null.</summary>
    public string? Archive { get; init; }

    /// <summary>All that the log knows it by.</summary>
    public IEnumerable<string> Identities => new[]
    {
        Identity,
        ReplayOf is { } of ? IdentityOf.Replay(of) : null,
        Archive is { } archive ? IdentityOf.Archive(archive) : null,
    }.OfType<string>().Distinct(StringComparer.Ordinal);
}

/// <summary>The content of a commit.</summary>
public sealed record CommitDraft
{
    /// <summary>The contract the rows are stored under: it decides schema and write mode.</summary>
    public required DataContract Contract { get; init; }

    public required IReadOnlyList<CommittedDrop> Drops { get; init; }

    public required IReadOnlyList<TablePart> Parts { get; init; }

    /// <summary>
    /// In snapshot mode: rows of before that stay, because the rows of their keys are rejected. They take the place of those
    /// that were kept before. Null when nothing is said of such rows.
    /// </summary>
    public IReadOnlyList<TablePart>? KeptParts { get; init; }

    /// <summary>In snapshot mode: whether the rows come to the snapshot that is there, instead of taking its place.</summary>
    public bool Amends { get; init; }

    /// <summary>The version that must be the newest for the draft to hold; null when any may be.</summary>
    public long? Follows { get; init; }

    /// <summary>
    /// Whether a drop of the same identity may be committed once more under another load id (<c>--again</c>).
    /// A load id is never committed twice, nor is an entry of the quarantine replayed twice.
    /// </summary>
    public bool AllowSameContent { get; init; }
}

/// <summary>The result of a commit.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>The draft is visible as <paramref name="Version"/>.</summary>
    public sealed record Committed(long Version) : CommitOutcome;

    /// <summary>
    /// Nothing was written, because some drops are in the table already: by this load id (the commit happened
    /// and the process died before it could say so) or by another (a duplicate).
    /// </summary>
    public sealed record AlreadyThere(IReadOnlyDictionary<LoadId, LoadId> CommittedBy) : CommitOutcome;

    /// <summary>Nothing was written, because the newest version is not the one that the draft was made for.</summary>
    public sealed record Overtaken(long Version) : CommitOutcome;
}

/// <summary>A commit, as a reader of the table sees it.</summary>
/// <param name="Version">The lake version: consecutive from 0.</param>
/// <param name="Parts">The Parquet files added, without <see cref="KeptParts"/>.</param>
/// <param name="ReplacesAll">Whether everything before it was removed (snapshot mode).</param>
public sealed record LakeCommit(
    LakeTableId Table,
    long Version,
    DateTimeOffset CommittedAt,
    IReadOnlyList<CommittedDrop> Drops,
    IReadOnlyList<LakePart> Parts,
    bool ReplacesAll)
{
    public long AcceptedRows => Drops.Sum(d => d.AcceptedRows);

    /// <summary>As in <see cref="CommitDraft.KeptParts"/>; null when it says nothing of such rows.</summary>
    public IReadOnlyList<LakePart>? KeptParts { get; init; }

    /// <summary>As in <see cref="CommitDraft.Amends"/>.</summary>
    public bool Amends { get; init; }

    internal static IReadOnlyDictionary<int, long> AfterNothing { get; } = new Dictionary<int, long>();

    /// <summary>
    /// By major version: the newest commit of the dataset's other tables that was there before this one. Empty when there was
    /// none, and in a commit of a version of DataShare that did not say.
    /// </summary>
    public IReadOnlyDictionary<int, long> After { get; init; } = AfterNothing;
}

/// <summary>A Parquet file of a commit, by full path.</summary>
/// <param name="Rows">-1 when another program added it and did not say.</param>
public sealed record LakePart(string Path, long Bytes, long Rows)
{
    /// <summary>Null when another program added it, or DataShare did before parts had hashes: its size is all that is known.</summary>
    public ContentHash? Hash { get; init; }

    /// <summary>Whether its rows are of before, and stay because the rows of their keys were rejected.</summary>
    public bool IsKept { get; init; }
}
