using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>Settings of the inbox and of ingestion.</summary>
public sealed class ProducerOptions
{
    /// <summary>The folder that has one folder for each dataset. Required.</summary>
    public string Inbox { get; set; } = "";

    /// <summary>How many chunks of rows are encoded at once, 1 to 64. Default: one per core, at most 4.</summary>
    public int Writers { get; set; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>Files up to this size in bytes share commits; a larger file has its own. Default: 4 MiB.</summary>
    public long SmallFileBytes { get; set; } = 4L << 20;

    /// <summary>The maximum number of files in one commit, 1 to 10,000. Default: 1,000.</summary>
    public int MaxFilesPerCommit { get; set; } = 1_000;

    /// <summary>The maximum number of bytes of small files in one commit. Default: 64 MiB.</summary>
    public long MaxBytesPerCommit { get; set; } = 64L << 20;

    /// <summary>
    /// How long to wait for another process that ingests files of the same dataset (if their order counts), replays or
    /// discards its quarantine entries, or publishes contracts. Default: 5 min; 0 to 1 hour.
    /// </summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Limits for the content of a compressed file or an archive.</summary>
    public UnpackOptions Unpack { get; set; } = new();

    /// <summary>As <see cref="LockTimeout"/> says.</summary>
    public LockRules Locks(TimeProvider time, ILogger log) => new(LockTimeout, $"DataShare:Producers:{nameof(LockTimeout)}", time, log);

    /// <summary>What is taken together: many small files, or one large one, in their order.</summary>
    internal IEnumerable<IReadOnlyList<T>> Batches<T>(IEnumerable<T> files, Func<T, long> bytesOf)
    {
        var batch = new List<T>();
        var bytes = 0L;
        foreach (var file in files)
        {
            var length = bytesOf(file);
            var isSmall = length <= SmallFileBytes;
            var hasRoom = isSmall && batch.Count < MaxFilesPerCommit && bytes + length <= MaxBytesPerCommit;
            if (batch.Count > 0 && !hasRoom)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(file);
            // A large file fills its batch whatever the limit is.
            bytes = isSmall ? bytes + length : MaxBytesPerCommit;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>All problems, each with its setting; empty if there are none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(Inbox.Length > 0, nameof(Inbox), Inbox, "the path of a folder");
        Require(Writers is >= 1 and <= 64, nameof(Writers), Writers, "1 to 64");
        Require(SmallFileBytes >= 0, nameof(SmallFileBytes), SmallFileBytes, "0 or more");
        Require(MaxFilesPerCommit is >= 1 and <= 10_000, nameof(MaxFilesPerCommit), MaxFilesPerCommit, "1 to 10000");
        Require(MaxBytesPerCommit >= 1, nameof(MaxBytesPerCommit), MaxBytesPerCommit, "1 or more");
        Require(LockTimeout >= TimeSpan.Zero && LockTimeout <= TimeSpan.FromHours(1), nameof(LockTimeout), LockTimeout, "00:00:00 to 01:00:00");
        Require(Unpack.MaxBytes >= 1, "Unpack:MaxBytes", Unpack.MaxBytes, "1 or more");
        Require(Unpack.MaxRatio >= 1, "Unpack:MaxRatio", Unpack.MaxRatio, "1 or more");
        Require(Unpack.MaxMembers is >= 1 and <= UnpackOptions.MostMembers, "Unpack:MaxMembers", Unpack.MaxMembers, "1 to 1000000");
        Require(Unpack.MaxDepth is >= 1 and <= 10, "Unpack:MaxDepth", Unpack.MaxDepth, "1 to 10");
        return problems;

        void Require(bool holds, string setting, object value, string expected)
        {
            if (!holds)
            {
                problems.Add(FormattableString.Invariant($"DataShare:Producers:{setting} is '{value}'; expected {expected}."));
            }
        }
    }
}
