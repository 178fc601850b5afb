using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DataShare.Tests.Lake;

/// <summary>A lake for one test, with small real Parquet parts. Values that a test does not set are the same each time.</summary>
internal sealed class LakeFixture : IDisposable
{
    private readonly LoadIdSource loadIds;

    public LakeFixture()
    {
        loadIds = new LoadIdSource(Time, new Random(1));
        Store = NewStore();
        Table = Store.Table(Id);
    }

    public TemporaryFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    public LakeTableId Id { get; } = new(DatasetName.Parse("orders"), 1);

    public LakeStore Store { get; }

    public DeltaTable Table { get; }

    public string LogFolder => Path.Combine(Table.Folder, "_delta_log");

    /// <summary>A store without cached state, as in another process.</summary>
    public LakeStore NewStore(StepBorder? border = null) =>
        new(new LakeLayout(Folder["lake"]), Time, NullLoggerFactory.Instance, border);

    public DeltaTable FreshTable(StepBorder? border = null) => NewStore(border).Table(Id);

    public LoadId NextLoadId() => loadIds.Next();

    public static DataContract Contract(string version = "1.0.0", WriteMode mode = WriteMode.Append, params ContractColumn[] more) => new()
    {
        Dataset = DatasetName.Parse("orders"),
        Version = ContractVersion.Parse(version),
        Columns = [Column("order_id", new(ColumnKind.Int64)), Column("status", new(ColumnKind.String)), .. more],
        Write = new(mode),
        SourceFile = "orders.odcs.yaml",
        SourceText = "",
    };

    public static ContractColumn Column(string name, ColumnType type, string? description = null) =>
        new() { Id = "id-" + name, Name = name, Type = type, Description = description };

    public static CommittedDrop Drop(LoadId loadId, string content, long rows = 2) => new(
        loadId,
        HashOf(content).Value,
        content + ".csv",
        HashOf(content),
        content.Length,
        ContractVersion.Parse("1.0.0"),
        rows,
        0);

    public static ContentHash HashOf(string content) =>
        ContentHash.From(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));

    /// <summary>A draft of one drop in one part of two rows.</summary>
    public CommitDraft Draft(string content, DataContract? contract = null, LoadId? loadId = null)
    {
        var id = loadId ?? NextLoadId();
        return new() { Contract = contract ?? Contract(), Drops = [Drop(id, content)], Parts = [Part($"part-{id}.parquet")] };
    }

    /// <summary>A part in the table's folder, as a gate would leave it.</summary>
    public TablePart Part(string name)
    {
        Directory.CreateDirectory(Table.Folder);
        var template = Folder["template.parquet"];
        if (!File.Exists(template))
        {
            WriteParquet(template);
        }

        var path = Path.Combine(Table.Folder, name);
        File.Copy(template, path, overwrite: true);
        return new TablePart(name, new FileInfo(path).Length, 2, new Dictionary<string, ColumnStatistics>
        {
            ["order_id"] = new(0, 1L, 2L),
            ["status"] = new(1, "NEW", "NEW"),
            ["_load_id"] = new(0, "01", "01"),
            ["_source_row"] = new(0, 1L, 2L),
        })
        {
            Hash = ContentHash.From(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))),
        };
    }

    public async Task<long> CommitAsync(CommitDraft draft) =>
        ((CommitOutcome.Committed)await Table.CommitAsync(draft, CancellationToken.None)).Version;

    /// <summary>The last readable version of the log, and the number of findings.</summary>
    public async Task<(long Version, int Findings)> VerifyAsync()
    {
        var verdict = await Table.VerifyAsync(quick: false, CancellationToken.None);
        return (verdict.Version, verdict.Findings.Count);
    }

    public void Dispose() => Folder.Dispose();

    private static void WriteParquet(string path)
    {
        using var connection = FileQuery.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            copy (
                select *
                from (values (1::bigint, 'NEW', '01', 1::bigint), (2, null, '01', 2)) as row(order_id, status, _load_id, _source_row)
            ) to '{path}' (format parquet)
            """;
        command.ExecuteNonQuery();
    }
}
