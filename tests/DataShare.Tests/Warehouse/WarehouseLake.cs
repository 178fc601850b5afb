using System.Text.RegularExpressions;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>A real lake for a warehouse under test. Tests write its drops as SQL rows.</summary>
internal sealed partial class WarehouseLake : IDisposable
{
    private readonly LoadIdSource loadIds;
    private readonly Dictionary<(DatasetName, ContractVersion), DataContract> contracts = [];
    private int parts;

    public WarehouseLake()
    {
        loadIds = new LoadIdSource(Time, new Random(1));
        Store = NewStore();
    }

    public TemporaryFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    public LakeStore Store { get; }

    /// <summary>Every contract of a drop, and every published contract.</summary>
    public ContractCatalog Catalog => new(contracts.Values);

    /// <summary>Publishes contracts without drops.</summary>
    public void Publish(params IReadOnlyList<DataContract> published)
    {
        foreach (var contract in published)
        {
            contracts[(contract.Dataset, contract.Version)] = contract;
        }
    }

    /// <summary>A store without cached state, as in another process.</summary>
    public LakeStore NewStore() => new(new LakeLayout(Folder["lake"]), Time, NullLoggerFactory.Instance);

    public static LakeTableId Table(DataContract contract) => new(contract.Dataset, contract.Version.Major);

    /// <summary>Commits one drop with the rows of a SQL query or <c>values</c> list, in the contract's columns.</summary>
    public async Task<LoadId> DropAsync(DataContract contract, string rows) => (await DropAsync((contract, rows)))[0];

    /// <summary>Commits several drops at once, stored under the newest of their contracts.</summary>
    public async Task<IReadOnlyList<LoadId>> DropAsync(params (DataContract Contract, string Rows)[] drops)
    {
        var newest = drops.MaxBy(d => d.Contract.Version).Contract;
        var table = Store.Table(Table(newest));
        Directory.CreateDirectory(table.Folder);
        var written = drops.Select(d => Write(table.Folder, d.Contract, d.Rows)).ToList();
        var outcome = await table.CommitAsync(
            new CommitDraft
            {
                Contract = newest,
                Drops = [.. written.Select(w => w.Drop)],
                Parts = [.. written.Where(w => w.Part.Rows > 0).Select(w => w.Part)],
            },
            CancellationToken.None);
        Assert.IsType<CommitOutcome.Committed>(outcome);
        return [.. written.Select(w => w.Drop.LoadId)];
    }

    /// <summary>Commits a snapshot with rejected rows.</summary>
    /// <param name="kept">Earlier rows that stay; null for none.</param>
    public Task<LoadId> DropAsync(DataContract contract, string rows, string? kept) => CommitAsync(contract, rows, kept, amends: false);

    /// <summary>Commits rows that amend a snapshot.</summary>
    /// <param name="kept">Earlier rows that still stay.</param>
    public Task<LoadId> AmendAsync(DataContract contract, string rows, string? kept = null) => CommitAsync(contract, rows, kept, amends: true);

    /// <summary>The commits as a loader sees them, for tests that change one.</summary>
    public async Task<IReadOnlyList<LakeCommit>> CommitsAsync(DataContract contract)
    {
        var commits = new List<LakeCommit>();
        await foreach (var commit in Store.Table(Table(contract)).CommitsAfterAsync(-1, CancellationToken.None))
        {
            commits.Add(commit);
        }

        return commits;
    }

    /// <summary>
    /// Changes the entries of a table into those of an earlier version: no commit names the earlier commits of other tables.
    /// </summary>
    public void ForgetOrder(DataContract contract)
    {
        foreach (var entry in Directory.EnumerateFiles(Path.Combine(Store.Table(Table(contract)).Folder, "_delta_log"), "*.json"))
        {
            File.WriteAllText(entry, Later().Replace(File.ReadAllText(entry), ""));
        }
    }

    public void Dispose() => Folder.Dispose();

    [GeneratedRegex(",\"(after\":\\{[^}]*\\}|(previousSha256|entrySha256)\":\"[0-9a-f]+\")", RegexOptions.CultureInvariant)]
    private static partial Regex Later();

    private async Task<LoadId> CommitAsync(DataContract contract, string rows, string? kept, bool amends)
    {
        var table = Store.Table(Table(contract));
        Directory.CreateDirectory(table.Folder);
        var (drop, part) = Write(table.Folder, contract, rows);
        var draft = new CommitDraft
        {
            Contract = contract,
            Drops = [drop with { RejectedRows = amends ? 0 : 1 }],
            Parts = [part],
            // They came with earlier loads.
            KeptParts = kept is null ? [] : [Write(table.Folder, contract, kept).Part],
            Amends = amends,
        };
        Assert.IsType<CommitOutcome.Committed>(await table.CommitAsync(draft, CancellationToken.None));
        return drop.LoadId;
    }

    private (CommittedDrop Drop, TablePart Part) Write(string folder, DataContract contract, string rows)
    {
        contracts[(contract.Dataset, contract.Version)] = contract;
        var loadId = loadIds.Next();
        var name = $"part-{parts++}-{loadId}.parquet";
        var path = Path.Combine(folder, name);
        var columns = string.Join(", ", contract.Columns.Select(c => Quote(c.Name)));
        var casts = string.Join(", ", contract.Columns.Select(c => $"cast({Quote(c.Name)} as {LakeType(c.Type)}) as {Quote(c.Name)}"));
        using var duckDb = FileQuery.Open();
        using var command = duckDb.CreateCommand();
        command.CommandText =
            $"""
            set TimeZone = 'UTC';
            copy (
              select {casts}, '{loadId}' as _load_id, row_number() over () as _source_row from ({rows}) r({columns})
            ) to '{path}' (format parquet)
            """;
        command.ExecuteNonQuery();
        command.CommandText = $"select count(*) from '{path}'";
        var count = (long)command.ExecuteScalar()!;
        var hash = ContentHash.From(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(loadId.Value)));
        return (
            new CommittedDrop(loadId, hash.Value, name + ".csv", hash, 1, contract.Version, count, 0),
            new TablePart(name, new FileInfo(path).Length, count, new Dictionary<string, ColumnStatistics>())
            {
                Hash = ContentHash.From(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))),
            });
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string LakeType(ColumnType type) => type.Kind switch
    {
        ColumnKind.String or ColumnKind.Uuid => "varchar",
        ColumnKind.Int8 => "tinyint",
        ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Decimal => $"decimal({type.Precision},{type.Scale})",
        ColumnKind.Timestamp => "timestamptz",
        ColumnKind.TimestampLocal => "timestamp",
        ColumnKind.Binary => "blob",
        _ => type.Kind.ToString(),
    };
}
