using System.Security.Cryptography;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A claimed file as it was when it was hashed.</summary>
internal sealed record DropFile(FileClaim Claim, ContentHash Hash, long Bytes, DateTime WrittenAtUtc)
{
    private const int LongestExtension = 16;

    public LoadId LoadId => Claim.LoadId;

    public string Name => Claim.Name;

    public string Path => Claim.Path;

    public Compression Compression => Compressions.Of(Name);

    /// <summary>
    /// The last endings of the name, for the raw file: <c>.csv</c>, <c>.parquet</c>, <c>.csv.gz</c>; empty when they are
    /// none that a file's name can do with.
    /// </summary>
    public string Extension => ExtensionOf(Name) is { Length: <= LongestExtension } ending && ending.All(c => char.IsAsciiLetterOrDigit(c) || c == '.')
        ? ending
        : "";

    /// <summary>The name's format, else the contract's; null when neither says.</summary>
    public FileFormat? Format(InboxRules rules) => FormatOf(Name) ?? rules.Format;

    /// <summary>The format that a file's name says; null when it says none.</summary>
    public static FileFormat? FormatOf(string name) => EndingOf(Compressions.WithoutEnding(name)) switch
    {
        ".csv" or ".tsv" or ".txt" => FileFormat.Csv,
        ".parquet" or ".pq" => FileFormat.Parquet,
        _ => null,
    };

    /// <summary>
    /// Null when the file changed while it was read, or its writer has locked it: somebody still writes it.
    /// </summary>
    public static async Task<DropFile?> HashAsync(FileClaim claim, CancellationToken cancellationToken)
    {
        var before = new FileInfo(claim.Path);
        var (bytes, writtenAt) = (before.Length, before.LastWriteTimeUtc);
        try
        {
            await using var stream = new FileStream(
                claim.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            var hash = ContentHash.From(await SHA256.HashDataAsync(stream, cancellationToken));
            var drop = new DropFile(claim, hash, bytes, writtenAt);
            return drop.IsUnchanged() ? drop : null;
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            return null;
        }
    }

    public bool IsUnchanged()
    {
        var now = new FileInfo(Path);
        return now.Length == Bytes && now.LastWriteTimeUtc == WrittenAtUtc;
    }

    /// <summary>
    /// What the drop is known by in the table's log. Rows that are replayed are known by the load they were rejected in,
    /// so that of two who replay them at once one is heard.
    /// </summary>
    public string Identity(DropIdentity identity) => identity switch
    {
        _ when Claim.Replay is { Kind: QuarantineKind.Rows } replay =>
            ContentHash.From(SHA256.HashData(Encoding.UTF8.GetBytes($"replay\n{replay.Of}"))).Value,
        DropIdentity.NameAndContent =>
            ContentHash.From(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{Hash}"))).Value,
        _ => Hash.Value,
    };

    private static string ExtensionOf(string name) =>
        EndingOf(Compressions.WithoutEnding(name)) + Compressions.Ending(Compressions.Of(name));

    private static string EndingOf(string name) => System.IO.Path.GetExtension(name).ToLowerInvariant();
}
