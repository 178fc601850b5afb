using System.Globalization;
using System.Text;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>A workspace with the inbox of one dataset and its lake, both real folders.</summary>
internal sealed class InboxFixture : IDisposable
{
    private ContractCatalog catalog;
    private IngestFile? ingest;
    private int drops;
    private int seeds;

    public InboxFixture(params TestContract[] contracts)
    {
        Clock = new SetClock(Time);
        catalog = Write(contracts);
        Options = new ProducerOptions { Inbox = Folder["inbox"], Writers = 2 };
        Lake = NewLake();
        Directory.CreateDirectory(Inbox);
    }

    public static DatasetName Orders { get; } = DatasetName.Parse("orders");

    public TemporaryFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    /// <summary>The clock of the verbs: the same time, unless a test sets their wall clock.</summary>
    public SetClock Clock { get; }

    public ProducerOptions Options { get; }

    /// <summary>The loggers of the verbs that are made from now on.</summary>
    public ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    public ContractCatalog Catalog => catalog;

    public LakeStore Lake { get; }

    public string Inbox => Folder["inbox", "orders"];

    /// <summary>The files in the inbox, without the claims.</summary>
    public IEnumerable<string> Waiting => Directory.GetFiles(Inbox).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    /// <summary>The claims, without the lock files.</summary>
    public IEnumerable<string> Claims => Directory.Exists(Path.Combine(Inbox, ".claimed"))
        ? Directory.GetFileSystemEntries(Path.Combine(Inbox, ".claimed")).Select(f => Path.GetFileName(f)).Where(f => f is not (".takeover" or ".turn"))
        : [];

    /// <summary>The Parquet files in the table's folder, committed or not.</summary>
    public IEnumerable<string> Parts => Directory.Exists(TableFolder()) ? Directory.GetFiles(TableFolder()) : [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public LakeStore NewLake(StepBorder? border = null) =>
        new(new LakeLayout(Folder["lake"]), Time, Logs, border);

    /// <summary>Drops a file into a folder next to the dataset's own, such as <c>orders@1</c>.</summary>
    public string DropInto(string folder, string name, string content)
    {
        var path = Folder.Write(Path.Combine("inbox", folder, name), content);
        Settle(path);
        return path;
    }

    /// <summary>The log's facts about the only drop of a table.</summary>
    public async Task<CommittedDrop> DropFactsAsync(int major = 1)
    {
        var drops = new List<CommittedDrop>();
        await foreach (var commit in Lake.Table(new LakeTableId(Orders, major)).CommitsAfterAsync(-1, Ct))
        {
            drops.AddRange(commit.Drops);
        }

        return Assert.Single(drops);
    }

    /// <summary>The verb, as in another process.</summary>
    public IngestFile NewIngest(StepBorder? border = null, StepBorder? lakeBorder = null) => new(
        NewLake(lakeBorder),
        catalog,
        Options,
        new LoadIdSource(Time, new Random(Interlocked.Increment(ref seeds))),
        Clock,
        Logs.CreateLogger<IngestFile>(),
        border);

    /// <summary>The verb for replays, as in another process.</summary>
    public ReplayQuarantined NewReplay(StepBorder? border = null, StepBorder? lakeBorder = null) => new(
        NewLake(lakeBorder),
        catalog,
        Options,
        new LoadIdSource(Time, new Random(Interlocked.Increment(ref seeds))),
        Time,
        Logs.CreateLogger<ReplayQuarantined>(),
        border);

    /// <summary>Adds versions, or replaces those of the same number.</summary>
    public void Mend(params TestContract[] contracts) => (catalog, ingest) = (Write(contracts), null);

    /// <summary>Drops a file that has not changed for an hour. Each later file is a second younger.</summary>
    public string Drop(string name, string content) => DropBytes(name, Encoding.UTF8.GetBytes(content));

    public string DropBytes(string name, ReadOnlySpan<byte> content)
    {
        var path = Folder.WriteBytes(Path.Combine("inbox", "orders", name), content);
        Settle(path);
        return path;
    }

    public void Settle(string path) =>
        File.SetLastWriteTimeUtc(path, Time.GetUtcNow().UtcDateTime.AddHours(-1).AddSeconds(drops++));

    public async Task<IReadOnlyList<DropOutcome>> IngestAsync(bool again = false)
    {
        ingest ??= NewIngest();
        return (await ingest.RunAsync(Orders, new IngestOptions(Again: again), null, Ct)).Outcomes;
    }

    /// <summary>Drops one file, ingests the inbox, and expects this outcome.</summary>
    public async Task<T> IngestAsync<T>(string name, string content, bool again = false)
        where T : DropOutcome => await IngestAsync<T>(name, Encoding.UTF8.GetBytes(content), again);

    public async Task<T> IngestAsync<T>(string name, byte[] content, bool again = false)
        where T : DropOutcome
    {
        DropBytes(name, content);
        return Assert.IsType<T>(Assert.Single(await IngestAsync(again)));
    }

    /// <summary>The table's log, read by another program.</summary>
    public DeltaLogReplay Log(int major = 1) => DeltaLogReplay.FromStart(TableFolder(major));

    public string TableFolder(int major = 1) => Folder["lake", "tables", "orders", $"v{major.ToString(CultureInfo.InvariantCulture)}"];

    /// <summary>
    /// The rows that DuckDB reads from the table <c>lake</c>, each as its fields joined by '|', null as <c>null</c>.
    /// </summary>
    public IReadOnlyList<string> Rows(string sql = "select * exclude (_load_id, _source_row) from lake order by _load_id, _source_row", int major = 1, bool unionByName = false)
    {
        var files = Log(major).Files;
        return files.Count == 0 ? [] : DuckDb.Lines($"""
            with lake as (from read_parquet([{string.Join(", ", files.Select(f => $"'{f.FullPath}'"))}], union_by_name = {unionByName}))
            select columns(*)::varchar from ({sql})
            """);
    }

    public string Row(string sql) => Assert.Single(Rows(sql));

    public QuarantineReason Reason(LoadId loadId)
    {
        var reason = Lake.Quarantine.Find(Orders, loadId);
        Assert.NotNull(reason);
        return reason;
    }

    /// <summary>Files that are claimed from now on are checked against these contracts.</summary>
    public void Use(ContractCatalog contracts) => (catalog, ingest) = (contracts, null);

    public void Dispose() => Folder.Dispose();

    private ContractCatalog Write(IReadOnlyList<TestContract> contracts)
    {
        foreach (var contract in contracts)
        {
            Folder.Write($"contracts/orders/{contract.Version}.odcs.yaml", contract.Yaml);
        }

        var reading = ContractCatalog.Load(Folder["contracts"]);
        Assert.Empty(reading.Problems);
        return reading.Catalog;
    }
}

internal static class DuckDb
{
    public static void Run(string sql) => Lines(sql);

    public static IReadOnlyList<string> Lines(string sql) =>
        [.. Values(sql).Select(row => string.Join('|', row.Select(v => v is null ? "null" : Convert.ToString(v, CultureInfo.InvariantCulture))))];

    public static IReadOnlyList<object?[]> Values(string sql)
    {
        using var connection = FileQuery.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }
}
