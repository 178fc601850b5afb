using System.ComponentModel.DataAnnotations;
using DataShare.Lake;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DataShare.Producers;

/// <summary>Settings of the inbox and of ingestion.</summary>
public sealed class ProducerOptions
{
    /// <summary>The folder that has one folder for each dataset. Required.</summary>
    [Required(ErrorMessage = "DataShare:Producers:Inbox is empty; expected the path of a folder.")]
    public string Inbox { get; set; } = "";

    /// <summary>How many chunks of rows are encoded at once, 1 to 64. Default: one per core, at most 4.</summary>
    [SettingRange(1, 64)]
    public int Writers { get; set; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>Files up to this size in bytes share commits; a larger file has its own. Default: 4 MiB.</summary>
    [SettingRange(0)]
    public long SmallFileBytes { get; set; } = 4L << 20;

    /// <summary>The maximum number of files in one commit, 1 to 10,000. Default: 1,000.</summary>
    [SettingRange(1, 10_000)]
    public int MaxFilesPerCommit { get; set; } = 1_000;

    /// <summary>The maximum number of bytes of small files in one commit. Default: 64 MiB.</summary>
    [SettingRange(1)]
    public long MaxBytesPerCommit { get; set; } = 64L << 20;

    /// <summary>
    /// How long to wait for another process that ingests files of the same dataset (if their order counts), replays or
    /// discards its quarantine entries, or publishes contracts. Default: 5 min; 0 to 1 hour.
    /// </summary>
    [SettingRange("00:00:00", "01:00:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Limits for the content of a compressed file or an archive.</summary>
    [ValidateObjectMembers]
    public UnpackOptions Unpack { get; set; } = new();

    /// <summary>Rules for locks that wait for at most <see cref="LockTimeout"/>.</summary>
    public LockRules Locks(TimeProvider time, ILogger log) => new(LockTimeout, $"DataShare:Producers:{nameof(LockTimeout)}", time, log);
}

/// <summary>Reports all wrong values, each with its setting.</summary>
[OptionsValidator]
public sealed partial class ProducerOptionsValidator : IValidateOptions<ProducerOptions>;

/// <summary>Limits for the content of one compressed file or archive. A larger one is refused as a whole.</summary>
public sealed class UnpackOptions
{
    /// <summary>Content up to this size is harmless, whatever its ratio is.</summary>
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
