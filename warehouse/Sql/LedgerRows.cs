using System.Text.Json;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>A row of <c>datashare.load</c> for Dapper. Column aliases have the names of its properties.</summary>
internal sealed class LoadRow
{
    public const string Columns =
        """
        dataset as Dataset, major as Major, lake_version as LakeVersion, place as Place,
        contract_version as ContractVersion, load_ids as LoadIds, rows_inserted as RowsInserted,
        rows_updated as RowsUpdated, rows_deleted as RowsDeleted, loaded_at as LoadedAt
        """;

    public string Dataset { get; set; } = "";

    public int Major { get; set; }

    public long LakeVersion { get; set; }

    public long Place { get; set; }

    public string ContractVersion { get; set; } = "";

    public string LoadIds { get; set; } = "[]";

    public long RowsInserted { get; set; }

    public long RowsUpdated { get; set; }

    public long RowsDeleted { get; set; }

    public DateTime LoadedAt { get; set; }

    public LoadRecord ToRecord() => new(
        new LoadedCommit(
            new LakeTableId(DatasetName.Parse(Dataset), Major),
            LakeVersion,
            CommitPlace.Of(Place),
            RowsInserted,
            RowsUpdated,
            RowsDeleted,
            Ids(LoadIds)),
        Schemas.ContractVersion.Parse(ContractVersion),
        Moment.Utc(LoadedAt));

    /// <summary>Reads the list of load ids, which the ledger stores in one column.</summary>
    public static IReadOnlyList<LoadId> Ids(string json) => [.. JsonSerializer.Deserialize<string[]>(json)!.Select(LoadId.Parse)];
}

/// <summary>A row of <c>datashare.consumer_run</c> for Dapper.</summary>
internal sealed record RunRow
{
    public const string Columns =
        """
        consumer as Consumer, number as Number, ranges as Ranges, from_seq as FromSequence, to_seq as ToSequence, attempt as Attempt,
        status as Status, started_at as StartedAt, finished_at as FinishedAt, row_count as DeliveredRows, error as Error
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Consumer { get; set; } = "";

    public long Number { get; set; }

    public string Ranges { get; set; } = "[]";

    public long? FromSequence { get; set; }

    public long? ToSequence { get; set; }

    public int Attempt { get; set; }

    public string Status { get; set; } = "";

    public DateTime StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    public long DeliveredRows { get; set; }

    public string? Error { get; set; }

    public ConsumerRun ToRun() => new(
        Consumer,
        Number,
        RangesIn(Ranges),
        Attempt,
        Enum.Parse<RunStatus>(Status, ignoreCase: true),
        Moment.Utc(StartedAt),
        FinishedAt is { } at ? Moment.Utc(at) : null,
        DeliveredRows,
        Error)
    {
        Former = FromSequence is { } from && ToSequence is { } to ? new SequenceRange(from, to) : null,
    };

    /// <summary>Writes ranges in the form in which the ledger stores them.</summary>
    public static string Text(IEnumerable<TableRange> ranges) => JsonSerializer.Serialize(
        ranges.Select(r => new RangeJson(r.Table.Dataset.Value, r.Table.Major, r.From, r.To)), Json);

    private static IReadOnlyList<TableRange> RangesIn(string text) =>
    [
        .. JsonSerializer.Deserialize<RangeJson[]>(text, Json)!
            .Select(r => new TableRange(new LakeTableId(DatasetName.Parse(r.Dataset), r.Major), r.From, r.To)),
    ];

    private sealed record RangeJson(string Dataset, int Major, long From, long To);
}

internal sealed class PauseRow
{
    public string Consumer { get; set; } = "";

    public DateTime PausedAt { get; set; }

    public string? Reason { get; set; }

    public ConsumerPause ToPause() => new(Moment.Utc(PausedAt), Reason);
}

internal sealed class IdentityRow
{
    public string Id { get; set; } = "";

    public DateTime CreatedAt { get; set; }
}

internal sealed class LoadsAfterRow
{
    public long Commits { get; set; }

    public long Rows { get; set; }

    public DateTime? Since { get; set; }
}

internal sealed class TableRow
{
    public string Dataset { get; set; } = "";

    public int Major { get; set; }

    public long LakeVersion { get; set; }

    public long Commits { get; set; }

    public long Rows { get; set; }

    public string ContractVersion { get; set; } = "";

    public DateTime LoadedAt { get; set; }

    public string LoadIds { get; set; } = "[]";

    public LakeTableId Table => new(DatasetName.Parse(Dataset), Major);
}

/// <summary>A row of <c>datashare.dataset_shape</c> for Dapper.</summary>
internal sealed class ShapeRow
{
    public const string Columns = "dataset as Dataset, versions as Versions, rebuild as Rebuild";

    public string Dataset { get; set; } = "";

    public string Versions { get; set; } = "";

    public string? Rebuild { get; set; }

    /// <summary>The tables that exist.</summary>
    public IEnumerable<LakeTableId> Tables => Versions.Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(v => new LakeTableId(DatasetName.Parse(Dataset), Schemas.ContractVersion.Parse(v).Major));
}

/// <summary>A row of <c>datashare.consumer_position</c> for Dapper, or the newest version of a table.</summary>
internal sealed record PositionRow
{
    public const string Columns = "consumer as Consumer, dataset as Dataset, major as Major, lake_version as LakeVersion, moved_at as MovedAt, is_former as IsFormer";

    public string Consumer { get; set; } = "";

    public string Dataset { get; set; } = "";

    public int Major { get; set; }

    public long LakeVersion { get; set; }

    public DateTime MovedAt { get; set; }

    /// <summary>Whether a migration has made it, and the consumer has not run since.</summary>
    public bool IsFormer { get; set; }

    public LakeTableId Table => new(DatasetName.Parse(Dataset), Major);

    public static LakePositions Positions(IEnumerable<PositionRow> rows) => new(rows.Select(r => KeyValuePair.Create(r.Table, r.LakeVersion)));
}

internal static class Moment
{
    /// <summary>The ledger stores times in UTC, but a returned <see cref="DateTime"/> may not have this kind.</summary>
    public static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
