using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>
/// Who picks up what, when, and how it is delivered. What it reads is what the compatibility of contract versions is
/// judged against.
/// </summary>
public sealed record ConsumerDefinition
{
    /// <summary>Lower-case letters, digits, '_' and '-'; the key of its checkpoint, so a new name starts anew.</summary>
    public required string Name { get; init; }

    /// <summary>Whom to tell when it fails.</summary>
    public required string Owner { get; init; }

    /// <summary>At least one; their names differ.</summary>
    public required IReadOnlyList<ConsumerRead> Reads { get; init; }

    public required DeliveryRules Deliver { get; init; }

    public ConsumerSchedule Schedule { get; init; } = new();

    public RetryRules Retry { get; init; } = new();

    public FailureRule OnFailure { get; init; } = FailureRule.Continue;

    /// <summary>The file it was read from, for messages.</summary>
    public string SourceFile { get; init; } = "";

    /// <summary>The exact text of the file: another text is another version of the definition.</summary>
    public string SourceText { get; init; } = "";

    /// <summary>Where its parts stand in the file.</summary>
    public SourcePlaces Places { get; init; } = new();
}

/// <summary>One dataset that a consumer reads.</summary>
/// <param name="Name">What stands between the braces in SQL, and begins file names: the dataset's own unless set.</param>
/// <param name="Major">The table: consumers move to a new major version when they are ready.</param>
/// <param name="Columns">In the order wanted; null means all that the newest contract has.</param>
/// <param name="Clearance">Classifications whose values are shown; others are masked.</param>
public sealed record ConsumerRead(
    string Name,
    DatasetName Dataset,
    int Major,
    IReadOnlyList<string>? Columns,
    IReadOnlyList<string> Clearance)
{
    /// <summary>By column, the types it can take besides the one the contract has now.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ColumnType>> AcceptedTypes { get; init; } =
        new Dictionary<string, IReadOnlyList<ColumnType>>();

    /// <summary>Whether values that are new in an enum do it no harm.</summary>
    public bool AcceptsNewEnumValues { get; init; }
}

/// <param name="Cron">Seconds first, as Quartz has it; null means never by the clock.</param>
/// <param name="OnCommit">Whether new rows wake the consumer at once.</param>
public sealed record ConsumerSchedule(string? Cron = null, bool OnCommit = true);

/// <summary>How a batch leaves the warehouse, or stays in it.</summary>
public abstract record DeliveryRules
{
    private DeliveryRules()
    {
    }

    /// <param name="Text">
    /// Statements in the warehouse's own dialect, executed in the checkpoint's transaction. <c>{{name}}</c> is the
    /// batch of that read, <c>{{seq}}</c> its newest sequence, <c>{{from_seq}}</c> the checkpoint before it.
    /// </param>
    public sealed record Sql(string Text) : DeliveryRules
    {
        /// <summary>
        /// What the statements fill. One that is not there is made before them, in the same transaction; engines differ
        /// in how SQL says that. One that is there stays as it is.
        /// </summary>
        public IReadOnlyList<ConsumerTable> Tables { get; init; } = [];
    }

    /// <summary>A file for each read that has rows, named by the range of sequences.</summary>
    /// <param name="Path">A folder; relative to the data folder.</param>
    public sealed record Files(string Path, FileFormat Format = FileFormat.Csv) : DeliveryRules
    {
        /// <summary>The folder's full path.</summary>
        public string FolderIn(string dataFolder) => System.IO.Path.GetFullPath(System.IO.Path.Combine(dataFolder, Path));
    }
}

/// <summary>A table of a consumer's own.</summary>
/// <param name="Name">Letters, digits and '_'.</param>
/// <param name="Columns">As they stand between the parentheses of <c>create table</c>.</param>
public sealed record ConsumerTable(string Name, string Columns);

/// <summary>How often one poll tries to deliver.</summary>
/// <param name="Attempts">Default: 3; 1 to 100.</param>
/// <param name="Backoff">The wait before the second attempt; it doubles each time. Default: 5 s; up to 1 h.</param>
public sealed record RetryRules(int Attempts = 3, TimeSpan? Backoff = null)
{
    public static TimeSpan DefaultBackoff { get; } = TimeSpan.FromSeconds(5);

    public static TimeSpan MaxBackoff { get; } = TimeSpan.FromHours(1);

    /// <param name="attempt">The one that failed, from 1.</param>
    public TimeSpan WaitAfter(int attempt)
    {
        var wait = (Backoff ?? DefaultBackoff) * Math.Pow(2, Math.Min(attempt - 1, 30));
        return wait < MaxBackoff ? wait : MaxBackoff;
    }
}

/// <summary>What becomes of a consumer whose attempts are used up. Its batch is never passed over.</summary>
public enum FailureRule
{
    /// <summary>The next wake-up tries the same batch again.</summary>
    Continue,

    /// <summary>It stands still until somebody runs it by hand.</summary>
    Pause,
}
