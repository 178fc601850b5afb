using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>One drop in a commit: its file, its contract, and its accepted rows.</summary>
/// <param name="LoadId">The drop's load id.</param>
/// <param name="Identity">Identifies equal drops: the content hash, or a hash over name and content.</param>
/// <param name="Name">The file's name as it was dropped.</param>
/// <param name="Hash">The hash of the original bytes.</param>
/// <param name="Bytes">The number of original bytes.</param>
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

    /// <summary>The time of the last write of the file, or of its archive; null if the log does not have it.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The identity of the archive that it came in, or null.</summary>
    public string? Archive { get; init; }

    /// <summary>All identities of the drop in the log.</summary>
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
    /// <summary>The contract of the rows, which decides schema and write mode.</summary>
    public required DataContract Contract { get; init; }

    public required IReadOnlyList<CommittedDrop> Drops { get; init; }

    public required IReadOnlyList<TablePart> Parts { get; init; }

    /// <summary>
    /// In snapshot mode: earlier rows that stay, because the new rows with their keys are rejected. They replace the rows that
    /// were kept until now. Null if the draft says nothing about such rows.
    /// </summary>
    public IReadOnlyList<TablePart>? KeptParts { get; init; }

    /// <summary>In snapshot mode: whether the rows are added to the current snapshot instead of replacing it.</summary>
    public bool Amends { get; init; }

    /// <summary>The draft is committed only if this is the newest version; null if any version may be the newest.</summary>
    public long? Follows { get; init; }

    /// <summary>
    /// Whether a drop with the same identity may be committed again under another load id (<c>--again</c>). No load id
    /// is ever committed twice, and no quarantine entry is replayed twice.
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
    /// Nothing was written, because the table already has some drops: under this load id (the process died right after
    /// the commit) or under another (a duplicate).
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

    /// <summary>See <see cref="CommitDraft.KeptParts"/>; null if the commit says nothing about such rows.</summary>
    public IReadOnlyList<LakePart>? KeptParts { get; init; }

    /// <summary>See <see cref="CommitDraft.Amends"/>.</summary>
    public bool Amends { get; init; }

    internal static IReadOnlyDictionary<int, long> AfterNothing { get; } = new Dictionary<int, long>();

    /// <summary>
    /// By major version: the newest earlier commit of each of the dataset's other tables. Empty if there was none, or if an
    /// older version of DataShare made the commit.
    /// </summary>
    public IReadOnlyDictionary<int, long> After { get; init; } = AfterNothing;
}

/// <summary>A Parquet file of a commit, by full path.</summary>
/// <param name="Rows">-1 if another program added it without the number.</param>
public sealed record LakePart(string Path, long Bytes, long Rows)
{
    /// <summary>The hash of its bytes; null if another program or an older DataShare added it. Then only its size is known.</summary>
    public ContentHash? Hash { get; init; }

    /// <summary>Whether it has earlier rows that stay, because the new rows with their keys were rejected.</summary>
    public bool IsKept { get; init; }
}
