using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// A dropped file on its way into the lake. Each step adds what it finds out: here the claim, the hash and the
/// sidecar, in <c>Match/</c> the contract version, in <c>Check/</c> the counts of rows. What a later step adds must not be asked for before.
/// </summary>
internal sealed partial record Drop(FileClaim Claim)
{
    /// <summary>Why a file goes back to the inbox that changed between two steps.</summary>
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

    /// <summary>The format that the name says; null when it says none, so that the contract's counts.</summary>
    public FileFormat? NamedFormat { get; } = FormatOf(Claim.Name);

    /// <summary>The file as the lake keeps its bytes.</summary>
    public RawFile Raw => Content.Raw;

    /// <summary>
    /// The drop's identity in the table's log. Replayed rows have the identity of the load in which they were rejected, so that
    /// of two simultaneous replays one counts.
    /// </summary>
    public string Identity => Content.Identity;

    /// <summary>The producer's own id, from the sidecar; null when it states none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The rows and sums that the sidecar states; null when it states none.</summary>
    public ControlTotals? Totals { get; init; }

    /// <summary>
    /// Hashes the bytes. There is no hashed drop, but the reason why, when somebody is still writing the file: it is open for
    /// writing, locked, or changed while it was read.
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
                    // Shared for reading only: it fails if a writer has locked the file, which the system does not report otherwise.
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

    /// <param name="stamp">The file as it was before it was hashed.</param>
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

    /// <summary>Whether the file has got a second name since it was hashed, under which its bytes are kept.</summary>
    public bool IsKeptBySecondName => FileStamp.Of(Path).Links > Content.Stamp.Links;

    /// <summary>
    /// Whether the bytes are those that were hashed. They are hashed again only when something was done to the file other
    /// than giving it our own second name.
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
