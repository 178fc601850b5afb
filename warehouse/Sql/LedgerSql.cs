using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The statements on the ledger. A statement that is the same in every engine is here once, with the engine's mark for
/// parameters. <c>load</c> is quoted because some engines reserve the word.
/// </summary>
internal abstract class LedgerSql(char mark)
{
    /// <summary>Creates the schema and the list of migrations if they do not exist, one process at a time.</summary>
    public abstract string PrepareMigrations { get; }

    public const string AppliedMigrations =
        "select number as Number, name as Name, checksum as Checksum from datashare.migration order by number";

    public string InsertMigration =>
        $"""
        insert into datashare.migration (number, name, checksum, applied_at)
        values ({mark}Number, {mark}Name, {mark}Checksum, {mark}At)
        """;

    public const string Identity = "select id as Id, created_at as CreatedAt from datashare.\"identity\"";

    /// <summary>The newest loaded version of each table.</summary>
    public const string Newest =
        $"""
        select dataset as Dataset, major as Major, max(lake_version) as LakeVersion
        from datashare."load"
        where dataset <> '{BesideTables.Name}'
        group by dataset, major
        """;

    public string LastLakeVersion =>
        $"select coalesce(max(lake_version), -1) from datashare.\"load\" where dataset = {mark}Dataset and major = {mark}Major";

    public string LoadsAfter =>
        $"""
        select
          cast(count(*) as bigint) as Commits,
          cast(coalesce(sum(rows_inserted + rows_updated + rows_deleted), 0) as bigint) as Rows,
          min(loaded_at) as Since
        from datashare."load"
        where dataset = {mark}Dataset and major = {mark}Major and lake_version > {mark}LakeVersion
        """;

    public string LastLoad => First(
        LoadRow.Columns,
        $"from datashare.\"load\" where dataset = {mark}Dataset and major = {mark}Major order by lake_version desc",
        "1");

    /// <summary>The lake version and the contract version of a table's last load; no row if nothing was loaded.</summary>
    public virtual string LastVersion => LastLoad;

    public string NewestLoads => First(LoadRow.Columns, $"from datashare.\"load\" where dataset <> '{BesideTables.Name}' order by loaded_at desc, dataset, place desc", mark + "Limit");

    public string NewestLoadsOf => First(
        LoadRow.Columns, $"from datashare.\"load\" where dataset = {mark}Dataset order by place desc", mark + "Limit");

    /// <summary>The loads of a dataset in the order in which they were made, inside the caller's transaction.</summary>
    public async Task<IReadOnlyList<LoadRecord>> LoadsAsync(ISqlSession session, DatasetName dataset, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<LoadRow>("read the ledger", LoadsInOrder, new { Dataset = dataset.Value }, cancellationToken);
        return [.. rows.Select(r => r.ToRecord())];
    }

    private string LoadsInOrder => $"select {LoadRow.Columns} from datashare.\"load\" where dataset = {mark}Dataset order by place";

    public string CorrectLoad =>
        $"""
        update datashare."load"
        set rows_inserted = {mark}RowsInserted, rows_updated = {mark}RowsUpdated, rows_deleted = {mark}RowsDeleted
        where dataset = {mark}Dataset and major = {mark}Major and lake_version = {mark}LakeVersion
        """;

    private const string AllShapes = $"select {ShapeRow.Columns} from datashare.dataset_shape";

    /// <summary>One row for each dataset, so that nobody has to search the loads.</summary>
    public const string Shapes = $"{AllShapes} where dataset <> '{BesideTables.Name}'";

    public string ShapeOf => $"{AllShapes} where dataset = {mark}Dataset";

    /// <summary>The shapes of datasets whose tables could have the same names, because one name begins with the other.</summary>
    public string ShapesNear =>
        $"""
        {AllShapes}
        where dataset <> {mark}Dataset
          and (left(replace(dataset, '-', '_'), len({mark}Name)) = {mark}Name
            or left({mark}Name, len(dataset)) = replace(dataset, '-', '_'))
        """;

    public string DeleteLoads => $"delete from datashare.\"load\" where dataset = {mark}Dataset";

    public string DeleteShape => $"delete from datashare.dataset_shape where dataset = {mark}Dataset";

    public string EndRebuild => $"update datashare.dataset_shape set rebuild = null where dataset = {mark}Dataset";

    public string UpdateShape =>
        $"update datashare.dataset_shape set versions = {mark}Versions, shaped_at = {mark}ShapedAt where dataset = {mark}Dataset";

    public string InsertShape =>
        $"insert into datashare.dataset_shape (dataset, versions, shaped_at) values ({mark}Dataset, {mark}Versions, {mark}ShapedAt)";

    public const string Tables =
        $"""
        select
          newest.dataset as Dataset,
          newest.major as Major,
          newest.lake_version as LakeVersion,
          newest.commits as Commits,
          newest.row_count as Rows,
          last.contract_version as ContractVersion,
          last.loaded_at as LoadedAt,
          last.load_ids as LoadIds
        from (
          select dataset, major, max(lake_version) as lake_version, cast(count(*) as bigint) as commits,
            cast(sum(rows_inserted) - sum(rows_deleted) as bigint) as row_count
          from datashare."load"
          where dataset <> '{BesideTables.Name}'
          group by dataset, major
        ) newest
        join datashare."load" last
          on last.dataset = newest.dataset and last.major = newest.major and last.lake_version = newest.lake_version
        order by newest.dataset, newest.major
        """;

    public string InsertLoad =>
        $"""
        insert into datashare."load" (
          dataset, major, lake_version, place, contract_version, load_ids,
          rows_inserted, rows_updated, rows_deleted, loaded_at)
        values (
          {mark}Dataset, {mark}Major, {mark}LakeVersion, {mark}Place, {mark}ContractVersion, {mark}LoadIds,
          {mark}RowsInserted, {mark}RowsUpdated, {mark}RowsDeleted, {mark}LoadedAt)
        """;

    public const string Positions = $"select {PositionRow.Columns} from datashare.consumer_position";

    public string PositionsOf => $"{Positions} where consumer = {mark}Consumer";

    /// <summary>Positions that a migration has made from a checkpoint of an earlier version.</summary>
    public string FormerPositionsOf => $"{PositionsOf} and is_former = {True}";

    /// <summary>Moves a position only if it is still at the run's beginning. So at every isolation level a second process moves nothing.</summary>
    public string MovePosition =>
        $"""
        update datashare.consumer_position
        set lake_version = {mark}To, moved_at = {mark}Now
        where consumer = {mark}Consumer and dataset = {mark}Dataset and major = {mark}Major and lake_version = {mark}From
        """;

    public string SetPosition =>
        $"update datashare.consumer_position set lake_version = {mark}To, moved_at = {mark}Now {PositionOf}";

    public string AbandonRun =>
        $"update datashare.consumer_run set status = 'abandoned' where consumer = {mark}Consumer and status in ('started', 'failed', 'paused')";

    public string InsertPosition =>
        $"""
        insert into datashare.consumer_position (consumer, dataset, major, lake_version, moved_at, is_former)
        values ({mark}Consumer, {mark}Dataset, {mark}Major, {mark}To, {mark}Now, {False})
        """;

    public string AdoptPosition => $"update datashare.consumer_position set is_former = {False} {PositionOf}";

    public string DeletePosition => $"delete from datashare.consumer_position {PositionOf}";

    private string PositionOf => $"where consumer = {mark}Consumer and dataset = {mark}Dataset and major = {mark}Major";

    public string LastRun => First(
        RunRow.Columns, $"from datashare.consumer_run where consumer = {mark}Consumer order by number desc", "1");

    public string NewestRuns => First(
        RunRow.Columns, $"from datashare.consumer_run where consumer = {mark}Consumer order by number desc", mark + "Limit");

    public const string LastRuns =
        $"""
        select {RunRow.Columns}
        from datashare.consumer_run run
        where number = (select max(number) from datashare.consumer_run other where other.consumer = run.consumer)
        """;

    public const string Runs = $"select {RunRow.Columns} from datashare.consumer_run order by consumer, number";

    /// <summary>Empty the tables that a move fills.</summary>
    public static IReadOnlyList<string> DeleteRecords { get; } =
    [
        "delete from datashare.consumer_position",
        "delete from datashare.consumer_run",
        "delete from datashare.consumer_pause",
        "delete from datashare.\"identity\"",
    ];

    public string InsertIdentity => $"insert into datashare.\"identity\" (id, created_at) values ({mark}Id, {mark}CreatedAt)";

    public string InsertMovedPosition =>
        $"""
        insert into datashare.consumer_position (consumer, dataset, major, lake_version, moved_at, is_former)
        values ({mark}Consumer, {mark}Dataset, {mark}Major, {mark}LakeVersion, {mark}MovedAt, {mark}IsFormer)
        """;

    public string InsertMovedRun =>
        $"""
        insert into datashare.consumer_run (
          consumer, number, ranges, from_seq, to_seq, attempt, status, started_at, finished_at, row_count, error)
        values (
          {mark}Consumer, {mark}Number, {mark}Ranges, {mark}FromSequence, {mark}ToSequence, {mark}Attempt, {mark}Status, {mark}StartedAt,
          {mark}FinishedAt, {mark}Rows, {mark}Error)
        """;

    public string InsertRun =>
        $"""
        insert into datashare.consumer_run (consumer, number, ranges, attempt, status, started_at, row_count)
        values ({mark}Consumer, {mark}Number, {mark}Ranges, {mark}Attempt, 'started', {mark}StartedAt, 0)
        """;

    public string CutRun =>
        $"update datashare.consumer_run set ranges = {mark}Ranges where consumer = {mark}Consumer and number = {mark}Number";

    public string TakeUpRun =>
        $"""
        update datashare.consumer_run
        set status = 'started', attempt = {mark}Attempt
        where consumer = {mark}Consumer and number = {mark}Number
        """;

    public const string Pauses = "select consumer as Consumer, paused_at as PausedAt, reason as Reason from datashare.consumer_pause";

    public string PauseOf => $"{Pauses} where consumer = {mark}Consumer";

    public string InsertPause =>
        $"insert into datashare.consumer_pause (consumer, paused_at, reason) values ({mark}Consumer, {mark}Now, {mark}Reason)";

    public string DeletePause => $"delete from datashare.consumer_pause where consumer = {mark}Consumer";

    public string FinishRun =>
        $"""
        update datashare.consumer_run
        set status = 'finished', finished_at = {mark}Now, row_count = {mark}Rows, error = null
        where consumer = {mark}Consumer and number = {mark}Number
        """;

    /// <summary>Does not change a run that another process has ended in the meantime.</summary>
    public string FailRun =>
        $"""
        update datashare.consumer_run
        set status = {mark}Status, error = {mark}Error
        where consumer = {mark}Consumer and number = {mark}Number and status not in ('finished', 'abandoned')
        """;

    public string ResumeRun =>
        $"update datashare.consumer_run set status = 'failed', attempt = 0 where consumer = {mark}Consumer and status = 'paused'";

    /// <summary>The engine's boolean values.</summary>
    protected abstract string True { get; }

    protected abstract string False { get; }

    /// <summary>The first rows of a query that has an order.</summary>
    /// <param name="limit">A number, or a parameter with its mark.</param>
    protected abstract string First(string columns, string rest, string limit);
}
