namespace DataShare.Producers;

/// <summary>How much may come out of one compressed file or archive. One that holds more is refused as a whole.</summary>
public sealed class UnpackOptions
{
    /// <summary>What unpacks to less is harmless, whatever the ratio.</summary>
    internal const long HarmlessBytes = 64L << 20;

    internal const int MostMembers = 1_000_000;

    /// <summary>Unpacked bytes at the most, of an archive all members together. Default: 64 GiB.</summary>
    public long MaxBytes { get; set; } = 64L << 30;

    /// <summary>
    /// Unpacked bytes for each packed one at the most. Counted from 64 MiB on: a small file may be ever so well packed.
    /// Default: 250.
    /// </summary>
    public int MaxRatio { get; set; } = 250;

    /// <summary>Members of an archive at the most, those of archives in it counted too; 1 to 1,000,000. Default: 10,000.</summary>
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>How deep archives may be in archives, 1 to 10; 1 is not at all. Default: 3.</summary>
    public int MaxDepth { get; set; } = 3;
}
