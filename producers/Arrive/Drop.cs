using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// A dropped file on its way into the lake. Each step adds its findings: here the claim, the hash and the sidecar, in
/// <c>Match/</c> the contract version, in <c>Check/</c> the counts of rows. A property can be read only after its step.
/// </summary>
internal sealed partial record Drop(FileClaim Claim)
{
    /// <summary>The reason why a file goes back to the inbox if it changed between two steps.</summary>
    public const string ChangedMeanwhile = "it changed while it was being read";

    public LoadId LoadId => Claim.LoadId;

    public string Name => Claim.Name;

    public string Path => Claim.Path;

    public DatasetName Dataset => Claim.Inbox.Dataset;

    /// <summary>The bytes as they were hashed; null before that.</summary>
    private HashedBytes? Hashed { get; init; }

    private HashedBytes Content => Hashed ?? throw new InvalidOperationException($"The bytes of '{Name}' have not been hashed yet.");

    public bool IsHashed => Hashed is not null;

    public ContentHash Hash => Content.Hash;

    public long Bytes => Content.Stamp.Bytes;

    /// <summary>The file's place among the files of its dataset. A replayed file keeps the place that it had at first.</summary>
    public DateTimeOffset WrittenAt => Claim.Replay?.WrittenAt ?? Content.Stamp.WrittenTime;

    public Compression Compression { get; } = CompressionOf(Claim.Name);

    /// <summary>The format that the name states; null when it states none, so that the contract's format counts.</summary>
    public FileFormat? NamedFormat { get; } = FormatOf(Claim.Name);

    /// <summary>The file as the lake keeps its bytes.</summary>
    public RawFile Raw => Content.Raw;

    /// <summary>
    /// The drop's identity in the table's log. Replayed rows have the identity of the load in which they were rejected, so that
    /// only one of two simultaneous replays counts.
    /// </summary>
    public string Identity => Content.Identity;

    /// <summary>The producer's own id, from the sidecar; null when it states none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The rows and sums that the sidecar states; null when it states none.</summary>
    public ControlTotals? Totals { get; init; }

    /// <summary>
    /// Hashes the bytes. If somebody is still writing the file (it is open for writing, locked, or changed while it was read),
    /// returns the reason instead of a hashed drop.
    /// </summary>
    public async Task<(Drop? Hashed, string WhyNot)> HashAsync(DropIdentity identity, FileWriters writers, CancellationToken cancellationToken)
    {
        if (writers.Of(Path) is { State: WriterState.Somebody, Who: var who })
        {
            return (null, StillOpen(who));
        }

        var before = FileStamp.Of(Path);
        try
        {
            var hash = await Task.Run(
                () =>
                {
                    // FileShare.Read fails if a writer has locked the file. The system reports such a lock in no other way.
                    using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
                    return FileHash.Of(file, cancellationToken);
                },
                cancellationToken);
            var hashed = WithBytes(hash, before, identity);
            return hashed.IsUnchanged() ? (hashed, "") : (null, ChangedMeanwhile);
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            return (null, ChangedMeanwhile);
        }
    }

    /// <param name="stamp">The file's size and times before it was hashed.</param>
    internal Drop WithBytes(ContentHash hash, FileStamp stamp, DropIdentity identity) => this with
    {
        Hashed = new HashedBytes(hash, stamp, new RawFile(hash, Path, ExtensionOf(Name), LoadId), identity switch
        {
            _ when Claim.Replay is { Kind: QuarantineKind.Rows } replay => IdentityOf.Replay(replay.OfLoad),
            DropIdentity.NameAndContent => IdentityOf.NameAndContent(Name, hash),
            _ => hash.Value,
        }),
    };

    public static string StillOpen(string? who) => $"it is still open for writing by {who}";

    /// <summary>Whether size and time are the same as when the file was hashed.</summary>
    public bool IsUnchanged() => FileStamp.Of(Path).IsWrittenAs(Content.Stamp);

    /// <summary>Whether the file has gained a second name (a hard link) since it was hashed; its bytes are kept under it.</summary>
    public bool IsKeptBySecondName => FileStamp.Of(Path).Links > Content.Stamp.Links;

    /// <summary>
    /// Whether the bytes are still those that were hashed. Hashes them again only if the file changed in another way than by
    /// our own second name.
    /// </summary>
    public async Task<bool> IsAsHashedAsync(CancellationToken cancellationToken)
    {
        var now = FileStamp.Of(Path);
        return now == Content.Stamp
            || (now.IsWrittenAs(Content.Stamp) && now.Links > Content.Stamp.Links)
            || await FileHash.OfAsync(Path, cancellationToken) == Hash;
    }

    public override string ToString() => Name;

    private sealed record HashedBytes(ContentHash Hash, FileStamp Stamp, RawFile Raw, string Identity);
}
