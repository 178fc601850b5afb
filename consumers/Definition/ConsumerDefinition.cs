using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// Defines a consumer: which rows it gets, when and how. New contract versions are judged against the columns that it
/// reads.
/// </summary>
public sealed record ConsumerDefinition
{
    /// <summary>
    /// Lower-case letters, digits, '_' and '-'; it is the key of the positions, so a renamed consumer starts from the
    /// beginning.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The person or team to notify when it fails.</summary>
    public required string Owner { get; init; }

    /// <summary>At least one; their names differ.</summary>
    public required IReadOnlyList<ConsumerRead> Reads { get; init; }

    public required DeliveryRules Deliver { get; init; }

    public ConsumerSchedule Schedule { get; init; } = new();

    public RetryRules Retry { get; init; } = new();

    public FailureRule OnFailure { get; init; } = FailureRule.Continue;

    /// <summary>The file it was read from, for messages.</summary>
    public string SourceFile { get; init; } = "";

    /// <summary>The exact text of the file: a different text is a different version of the definition.</summary>
    public string SourceText { get; init; } = "";

    /// <summary>The places of its parts in the file.</summary>
    public SourcePlaces Places { get; init; } = new();
}

/// <summary>One dataset that a consumer reads.</summary>
/// <param name="Name">
/// The name between the braces in SQL and at the start of file names. Default: the dataset's name.
/// </param>
/// <param name="Major">The major version; consumers move to a new one when they are ready.</param>
/// <param name="Columns">The columns in the wanted order; null means all columns of the newest contract.</param>
/// <param name="Clearance">Classifications whose values the consumer sees; others are masked.</param>
public sealed record ConsumerRead(
    string Name,
    DatasetName Dataset,
    int Major,
    IReadOnlyList<string>? Columns,
    IReadOnlyList<string> Clearance)
{
    /// <summary>For each column, the types that the consumer tolerates in addition to the current one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ColumnType>> AcceptedTypes { get; init; } =
        new Dictionary<string, IReadOnlyList<ColumnType>>();

    /// <summary>The tables whose rows its batches have: of its own major first, then of those that are mapped to it.</summary>
    public IReadOnlyList<LakeTableId> TablesIn(ContractCatalog contracts) =>
        new BatchRead(Name, Dataset, Major, []) { Majors = contracts.Majors(Dataset) }.Tables;

    /// <summary>Whether the first run begins with the rows that come after it, instead of with all rows. Default: with all.</summary>
    public bool FromNewest { get; init; }

    /// <summary>Whether the consumer tolerates new values of an enum.</summary>
    public bool AcceptsNewEnumValues { get; init; }
}

/// <param name="Cron">A Quartz cron expression, with seconds first; null means never by the clock.</param>
/// <param name="OnCommit">Whether new rows wake the consumer at once.</param>
public sealed record ConsumerSchedule(string? Cron = null, bool OnCommit = true);

/// <summary>How a batch is delivered: as files, or by SQL in the warehouse.</summary>
public abstract record DeliveryRules
{
    private DeliveryRules()
    {
    }

    /// <param name="Text">
    /// Statements in the warehouse's own dialect, executed in the transaction that moves the positions. <c>{{name}}</c> is
    /// the batch of that read, <c>{{name.to}}</c> the last lake version of its table in the batch, and <c>{{name.from}}</c> the last
    /// version before the batch.
    /// </param>
    public sealed record Sql(string Text) : DeliveryRules
    {
        /// <summary>
        /// The tables that the statements fill. A missing table is created before the statements run, in the same
        /// transaction. An existing table does not change.
        /// </summary>
        public IReadOnlyList<ConsumerTable> Tables { get; init; } = [];
    }

    /// <summary>A file for each read that has rows, named by the lake versions of its rows.</summary>
    /// <param name="Path">A folder; relative to the data folder.</param>
    public sealed record Files(string Path, FileFormat Format = FileFormat.Csv) : DeliveryRules
    {
        /// <summary>The folder's full path.</summary>
        public string FolderIn(string dataFolder) => System.IO.Path.GetFullPath(System.IO.Path.Combine(dataFolder, Path));
    }
}

/// <summary>A table that belongs to a consumer.</summary>
/// <param name="Name">Letters, digits and '_'.</param>
/// <param name="Columns">The text between the parentheses of <c>create table</c>.</param>
public sealed record ConsumerTable(string Name, string Columns);

/// <summary>The number of delivery attempts of one poll.</summary>
/// <param name="Attempts">Default: 3; 1 to 100.</param>
/// <param name="Backoff">The wait before the second attempt; it doubles each time. Default: 5 s; up to 1 h.</param>
public sealed record RetryRules(int Attempts = 3, TimeSpan? Backoff = null)
{
    internal static TimeSpan DefaultBackoff { get; } = TimeSpan.FromSeconds(5);

    internal static TimeSpan MaxBackoff { get; } = TimeSpan.FromHours(1);
}

/// <summary>The state of a consumer after its last attempt failed. Its batch is never skipped.</summary>
public enum FailureRule
{
    /// <summary>The next wake-up tries the same batch again.</summary>
    Continue,

    /// <summary>The consumer stops until somebody runs it by hand.</summary>
    Pause,
}
