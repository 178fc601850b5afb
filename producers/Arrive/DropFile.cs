using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A claimed file as it was when it was hashed.</summary>
internal sealed record DropFile(FileClaim Claim, ContentHash Hash, FileStamp Stamp)
{
    /// <summary>Why a file goes back that somebody wrote into while it was read.</summary>
    public const string ChangedMeanwhile = "it changed while it was being read";

    private const int LongestExtension = 16;

    public LoadId LoadId => Claim.LoadId;

    public long Bytes => Stamp.Bytes;

    public string Name => Claim.Name;

    public string Path => Claim.Path;

    /// <summary>Its place among the files of its dataset. A file that is replayed keeps the one that it came with.</summary>
    public DateTimeOffset WrittenAt => Claim.Replay?.WrittenAt ?? Stamp.WrittenTime;

    public Compression Compression => Compressions.Of(Name);

    /// <summary>
    /// The last endings of the name, for the raw file: <c>.csv</c>, <c>.parquet</c>, <c>.csv.gz</c>; empty when they are
    /// none that a file's name can do with.
    /// </summary>
    public string Extension => ExtensionOf(Name) is { Length: <= LongestExtension } ending && ending.All(c => char.IsAsciiLetterOrDigit(c) || c == '.')
        ? ending
        : "";

    /// <summary>As the lake keeps its bytes.</summary>
    public RawFile Raw => new(Hash, Path, Extension, LoadId);

    /// <summary>The name's format, else the contract's; null when neither says.</summary>
    public FileFormat? Format(InboxRules rules) => FormatOf(Name) ?? rules.Format;

    /// <summary>The format that a file's name says; null when it says none.</summary>
    public static FileFormat? FormatOf(string name) => EndingOf(Compressions.WithoutEnding(name)) switch
    {
        ".csv" or ".tsv" or ".txt" => FileFormat.Csv,
        ".parquet" or ".pq" => FileFormat.Parquet,
        _ => null,
    };

    /// <summary>No drop when somebody still writes the file: it is open for writing, locked, or changed while it was read.</summary>
    public static async Task<HashedDrop> HashAsync(FileClaim claim, FileWriters writers, CancellationToken cancellationToken)
    {
        if (writers.Of(claim.Path) is { State: WriterState.Somebody, Who: var who })
        {
            return new HashedDrop(null, StillOpen(who));
        }

        var before = FileStamp.Of(claim.Path);
        try
        {
            var hash = await Task.Run(
                () =>
                {
                    // Shared for reading alone: a writer that locks its file is met here, where the system does not tell of it.
                    using var file = File.OpenHandle(claim.Path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
                    return FileHash.Of(file, cancellationToken);
                },
                cancellationToken);
            var drop = new DropFile(claim, hash, before);
            return drop.IsUnchanged() ? new HashedDrop(drop, "") : new HashedDrop(null, ChangedMeanwhile);
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            return new HashedDrop(null, ChangedMeanwhile);
        }
    }

    public static string StillOpen(string? who) => $"it is still open for writing by {who}";

    /// <summary>Whether size and time are the same as when it was hashed.</summary>
    public bool IsUnchanged() => FileStamp.Of(Path).IsWrittenAs(Stamp);

    /// <summary>Whether the file has got a second name since it was hashed: that its bytes are kept under.</summary>
    public bool IsKeptBySecondName => FileStamp.Of(Path).Links > Stamp.Links;

    /// <summary>
    /// Whether the bytes are those that were hashed. They are hashed again only when something was done to the file that
    /// was not our own second name for it.
    /// </summary>
    public async Task<bool> IsAsHashedAsync(CancellationToken cancellationToken)
    {
        var now = FileStamp.Of(Path);
        return now == Stamp
            || (now.IsWrittenAs(Stamp) && now.Links > Stamp.Links)
            || await FileHash.OfAsync(Path, cancellationToken) == Hash;
    }

    /// <summary>
    /// What the drop is known by in the table's log. Rows that are replayed are known by the load they were rejected in,
    /// so that of two who replay them at once one is heard.
    /// </summary>
    public string Identity(DropIdentity identity) => identity switch
    {
        _ when Claim.Replay is { Kind: QuarantineKind.Rows } replay => IdentityOf.Replay(replay.OfLoad),
        DropIdentity.NameAndContent => IdentityOf.NameAndContent(Name, Hash),
        _ => Hash.Value,
    };

    private static string ExtensionOf(string name) =>
        EndingOf(Compressions.WithoutEnding(name)) + Compressions.Ending(Compressions.Of(name));

    private static string EndingOf(string name) => System.IO.Path.GetExtension(name).ToLowerInvariant();
}

/// <summary>A claimed file, hashed.</summary>
/// <param name="Drop">Null when somebody still writes it.</param>
/// <param name="WhyNot">Why there is no drop, as a sentence goes on behind the file's name.</param>
internal readonly record struct HashedDrop(DropFile? Drop, string WhyNot);
