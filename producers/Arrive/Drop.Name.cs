using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>How a file's bytes are packed.</summary>
internal enum Compression
{
    None,
    Gzip,
    Zstd,
    Bzip2,
}

/// <summary>What the name of a dropped file says about its content.</summary>
internal sealed partial record Drop
{
    private const int LongestExtension = 16;

    private static readonly (Compression Compression, string Ending)[] Packed =
    [
        (Compression.Gzip, ".gz"),
        (Compression.Zstd, ".zst"),
        (Compression.Bzip2, ".bz2"),
    ];

    /// <summary>Whether the file is an archive, whose members are the drops.</summary>
    public static bool IsArchive(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    public static Compression CompressionOf(string name) => PackedAs(name).Compression;

    /// <summary>Null when the name states no format.</summary>
    public static FileFormat? FormatOf(string name) => Ending(name[..^PackedAs(name).Ending.Length]) switch
    {
        ".csv" or ".tsv" or ".txt" => FileFormat.Csv,
        ".parquet" or ".pq" => FileFormat.Parquet,
        _ => null,
    };

    /// <summary>
    /// The file's extensions, for the raw file: <c>.csv</c>, <c>.parquet</c>, <c>.csv.gz</c>. Empty if they are too long or have
    /// characters other than letters and digits.
    /// </summary>
    private static string ExtensionOf(string name)
    {
        var packed = PackedAs(name).Ending;
        var extension = Ending(name[..^packed.Length]) + packed;
        return extension.Length <= LongestExtension && extension.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') ? extension : "";
    }

    /// <summary>The ending in lower case; empty for a file that is not packed.</summary>
    private static (Compression Compression, string Ending) PackedAs(string name) =>
        Array.Find(Packed, p => name.EndsWith(p.Ending, StringComparison.OrdinalIgnoreCase)) is { Ending: not null } packed ? packed : (Compression.None, "");

    private static string Ending(string name) => System.IO.Path.GetExtension(name).ToLowerInvariant();
}
