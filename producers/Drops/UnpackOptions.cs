using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Limits for the content of one compressed file or archive. A larger one is refused as a whole.</summary>
public sealed class UnpackOptions
{
    /// <summary>What unpacks to less is harmless, whatever the ratio.</summary>
    internal const long HarmlessBytes = 64L << 20;

    internal const int MostMembers = 1_000_000;

    /// <summary>
    /// The maximum number of unpacked bytes; for an archive, of all members together. Default: 64 GiB.
    /// </summary>
    [SettingRange(1)]
    public long MaxBytes { get; set; } = 64L << 30;

    /// <summary>
    /// The maximum number of unpacked bytes for each packed byte. It applies from 64 MiB on; smaller content can have
    /// any ratio. Default: 250.
    /// </summary>
    [SettingRange(1)]
    public int MaxRatio { get; set; } = 250;

    /// <summary>
    /// The maximum number of members of an archive, including those of archives in it; 1 to 1,000,000. Default: 10,000.
    /// </summary>
    [SettingRange(1, MostMembers)]
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>How deep archives can be nested, 1 to 10; 1 allows no archive in an archive. Default: 3.</summary>
    [SettingRange(1, 10)]
    public int MaxDepth { get; set; } = 3;
}
