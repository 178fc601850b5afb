using System.Security.Cryptography;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A claimed file as it was when it was hashed.</summary>
internal sealed record DropFile(FileClaim Claim, ContentHash Hash, long Bytes, DateTime WrittenAtUtc)
{
    /// <summary>What .NET makes of a file that another program holds locked, on Linux and on Windows.</summary>
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    public LoadId LoadId => Claim.LoadId;

    public string Name => Claim.Name;

    public string Path => Claim.Path;

    public bool IsGzip => HasGzipName(Name);

    /// <summary>The last endings of the name, for the raw file: <c>.csv</c>, <c>.parquet</c>, <c>.csv.gz</c>.</summary>
    public string Extension => ExtensionOf(Name);

    /// <summary>The name's format, else the contract's; null when neither says.</summary>
    public FileFormat? Format(InboxRules rules) => FormatOf(Name) ?? rules.Format;

    /// <summary>The format that a file's name says; null when it says none.</summary>
    public static FileFormat? FormatOf(string name) => ExtensionOf(name) switch
    {
        ".csv" or ".csv.gz" or ".tsv" or ".tsv.gz" or ".txt" or ".txt.gz" => FileFormat.Csv,
        ".parquet" or ".parquet.gz" or ".pq" => FileFormat.Parquet,
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
        catch (IOException e) when (e.HResult is WouldBlock or SharingViolation)
        {
            return null;
        }
    }

    public bool IsUnchanged()
    {
        var now = new FileInfo(Path);
        return now.Length == Bytes && now.LastWriteTimeUtc == WrittenAtUtc;
    }

    /// <summary>What the drop is known by in the table's log.</summary>
    public string Identity(DropIdentity identity) => identity switch
    {
        DropIdentity.NameAndContent =>
            ContentHash.From(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{Hash}"))).Value,
        _ => Hash.Value,
    };

    private static bool HasGzipName(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static string ExtensionOf(string name)
    {
        var isGzip = HasGzipName(name);
        return System.IO.Path.GetExtension(isGzip ? name[..^3] : name).ToLowerInvariant() + (isGzip ? ".gz" : "");
    }
}
