namespace DataShare.Producers;

/// <summary>How a file's bytes are packed, as its name says.</summary>
internal enum Compression
{
    None,
    Gzip,
    Zstd,
    Bzip2,
}

/// <summary>The endings that say it.</summary>
internal static class Compressions
{
    private static readonly Compression[] All = [Compression.Gzip, Compression.Zstd, Compression.Bzip2];

    public static Compression Of(string name) =>
        All.FirstOrDefault(c => name.EndsWith(Ending(c), StringComparison.OrdinalIgnoreCase));

    /// <summary>The ending in small letters; empty for none.</summary>
    public static string Ending(Compression compression) => compression switch
    {
        Compression.Gzip => ".gz",
        Compression.Zstd => ".zst",
        Compression.Bzip2 => ".bz2",
        _ => "",
    };

    /// <summary>What the name is without it.</summary>
    public static string WithoutEnding(string name) => name[..^Ending(Of(name)).Length];
}
