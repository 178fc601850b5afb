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

    public const string NewestSequence = "select coalesce(max(seq), 0) from datashare.\"load\"";

    public string NewestSequenceOf => $"{NewestSequence} where dataset = {mark}Dataset and major = {mark}Major";

    public string LastLakeVersion =>
        $"select coalesce(max(lake_version), -1) from datashare.\"load\" where dataset = {mark}Dataset and major = {mark}Major";

    public string LastLoad => First(
        LoadRow.Columns,
        $"from datashare.\"load\" where dataset = {mark}Dataset and major = {mark}Major order by lake_version desc",
        "1");

    /// <summary>The lake version and the contract version of a table's last load; no row if nothing was loaded.</summary>
    public virtual string LastVersion => LastLoad;

    public string NewestLoads => First(LoadRow.Columns, "from datashare.\"load\" order by seq desc", mark + "Limit");

    public string NewestLoadsOf => First(
        LoadRow.Columns, $"from datashare.\"load\" where dataset = {mark}Dataset order by seq desc", mark + "Limit");

    /// <summary>In the order in which they were loaded.</summary>
    public string LoadsInOrder => $"select {LoadRow.Columns} from datashare.\"load\" where dataset = {mark}Dataset order by seq";

    public string CorrectLoad =>
        $"""
        update datashare."load"
        set rows_inserted = {mark}RowsInserted, rows_updated = {mark}RowsUpdated, rows_deleted = {mark}RowsDeleted
        where dataset = {mark}Dataset and major = {mark}Major and lake_version = {mark}LakeVersion
        """;

    /// <summary>One row for each dataset, so that nobody has to search the loads.</summary>
    public const string Shapes = $"select {ShapeRow.Columns} from datashare.dataset_shape";

    public string ShapeOf => $"{Shapes} where dataset = {mark}Dataset";

    /// <summary>The shapes of datasets whose tables could have the same names, because one name begins with the other.</summary>
    public string ShapesNear =>
        $"""
        {Shapes}
        where dataset <> {mark}Dataset
          and (left(replace(dataset, '-', '_'), len({mark}Name)) = {mark}Name
            or left({mark}Name, len(dataset)) = replace(dataset, '-', '_'))
        """;

    public string EndRebuild => $"update datashare.dataset_shape set rebuild = null where dataset = {mark}Dataset";

    public string UpdateShape =>
        $"update datashare.dataset_shape set versions = {mark}Versions, shaped_at = {mark}ShapedAt where dataset = {mark}Dataset";

    public string InsertShape =>
        $"insert into datashare.dataset_shape (dataset, versions, shaped_at) values ({mark}Dataset, {mark}Versions, {mark}ShapedAt)";

    public const string Tables =
        """
        select
          newest.dataset as Dataset,
          newest.major as Major,
          newest.lake_version as LakeVersion,
          newest.seq as Sequence,
          newest.commits as Commits,
          newest.row_count as Rows,
          last.contract_version as ContractVersion,
          last.loaded_at as LoadedAt,
          last.load_ids as LoadIds
        from (
          select dataset, major, max(lake_version) as lake_version, max(seq) as seq, cast(count(*) as bigint) as commits,
            cast(sum(rows_inserted) - sum(rows_deleted) as bigint) as row_count
          from datashare."load"
          group by dataset, major
        ) newest
        join datashare."load" last on last.seq = newest.seq
        order by newest.dataset, newest.major
        """;

    public string InsertLoad =>
        $"""
        insert into datashare."load" (
          dataset, major, lake_version, seq, contract_version, load_ids,
          rows_inserted, rows_updated, rows_deleted, loaded_at)
        values (
          {mark}Dataset, {mark}Major, {mark}LakeVersion, {mark}Sequence, {mark}ContractVersion, {mark}LoadIds,
          {mark}RowsInserted, {mark}RowsUpdated, {mark}RowsDeleted, {mark}LoadedAt)
        """;

    public const string Checkpoints = "select consumer as Consumer, seq as Sequence from datashare.consumer_checkpoint";

    public string Checkpoint =>
        $"select coalesce((select seq from datashare.consumer_checkpoint where consumer = {mark}Consumer), 0)";

    /// <summary>Moves the checkpoint only if it is still at the run's beginning. So at every isolation level a second process moves nothing.</summary>
    public string MoveCheckpoint =>
        $"""
        update datashare.consumer_checkpoint
        set seq = {mark}To, moved_at = {mark}Now
        where consumer = {mark}Consumer and seq = {mark}From
        """;

    public string InsertCheckpoint =>
        $"insert into datashare.consumer_checkpoint (consumer, seq, moved_at) values ({mark}Consumer, {mark}To, {mark}Now)";

    public string Behind =>
        $"""
        select dataset as Dataset, major as Major, seq as Sequence, given_by as GivenBy
        from datashare.consumer_behind
        where consumer = {mark}Consumer
        """;

    public string InsertBehind =>
        $"insert into datashare.consumer_behind (consumer, dataset, major, seq) values ({mark}Consumer, {mark}Dataset, {mark}Major, {mark}From)";

    public string GiveBehind => $"update datashare.consumer_behind set given_by = {mark}Number {BehindTable}";

    public string KeepBehind => $"update datashare.consumer_behind set given_by = null {BehindTable}";

    public string EndBehind => $"delete from datashare.consumer_behind where consumer = {mark}Consumer and given_by = {mark}Number";

    private string BehindTable => $"where consumer = {mark}Consumer and dataset = {mark}Dataset and major = {mark}Major";

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

    public string InsertRun =>
        $"""
        insert into datashare.consumer_run (consumer, number, from_seq, to_seq, attempt, status, started_at, row_count)
        values ({mark}Consumer, {mark}Number, {mark}From, {mark}To, {mark}Attempt, 'started', {mark}StartedAt, 0)
        """;

    public string TakeUpRun =>
        $"""
        update datashare.consumer_run
        set status = 'started', attempt = {mark}Attempt
        where consumer = {mark}Consumer and number = {mark}Number
        """;

    public string FinishRun =>
        $"""
        update datashare.consumer_run
        set status = 'finished', finished_at = {mark}Now, row_count = {mark}Rows, error = null
        where consumer = {mark}Consumer and number = {mark}Number
        """;

    /// <summary>Does not change a run that another process has finished in the meantime.</summary>
    public string FailRun =>
        $"""
        update datashare.consumer_run
        set status = {mark}Status, error = {mark}Error
        where consumer = {mark}Consumer and number = {mark}Number and status <> 'finished'
        """;

    public string ResumeRun =>
        $"update datashare.consumer_run set status = 'failed', attempt = 0 where consumer = {mark}Consumer and status = 'paused'";

    /// <summary>The first rows of a query that has an order.</summary>
    /// <param name="limit">A number, or a parameter with its mark.</param>
    protected abstract string First(string columns, string rest, string limit);
}
