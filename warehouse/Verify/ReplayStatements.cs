using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The whole history of a keyed table, for DuckDB's window functions: for each key, a row for each commit that has it.</summary>
/// <param name="ends">The sequences where rows of a snapshot end unless they come again or are kept; empty for a merge.</param>
/// <param name="others">For a merge, the keys with rows in other majors, and their sequences; null if there are none.</param>
internal sealed class ReplayStatements(DataContract contract, IReadOnlyList<NumberedCommit> commits, IReadOnlyList<long> ends, string? others)
{
    // With a prefix, because a contract's column may have any other name.
    private const string Seq = "_datashare_seq";
    private const string Marked = "_datashare_marked";
    private const string Content = "_datashare_content";
    private const string IsKept = "_datashare_is_kept";
    private const string Ordinal = "_datashare_ordinal";
    private const string Next = "_datashare_next";
    private const string IsBreak = "_datashare_is_break";
    private const string Island = "_datashare_island";
    private const string Action = "_datashare_action";
    private const string Other = "_datashare_other";
    private const string Ended = "_datashare_ended";

    private static readonly DuckDbDialect Sql = new();

    private readonly string rows = DuckDbParts.Select(commits, contract);
    private readonly string key = SqlDialect.List(contract.PrimaryKey.Select(k => k.Name));

    public string CountRows => $"select count(*) from ({rows})";

    public string CreateEnds =>
        $"""
        create temp table ends as
        select {Seq}, row_number() over (order by {Seq}) as {Ordinal}
        from (values {string.Join(", ", ends.Select(e => $"({SqlDialect.Literal(e)})").DefaultIfEmpty("(null)"))}) e({Seq})
        where {Seq} is not null
        """;

    /// <summary>
    /// For each key: the change by each commit that has or keeps it, and its end after that. The end is the first snapshot that
    /// neither has nor keeps the key. The rows between two ends are an island. Keeping a key that has no row any more does
    /// nothing.
    /// </summary>
    public string CreateSteps =>
        $"""
        create temp table steps as
        with events as (
          {LastOfEachCommit}
          {string.Concat(commits.Where(c => c.Commit is { Amends: false, KeptParts.Count: > 0 }).Select(Kept))}
        ),
        placed as (
          select v.*, coalesce(e.{Ordinal}, 0) as {Ordinal}, coalesce(e.{Seq} = v.{Seq}, false) as _datashare_at_end, n.{Seq} as {Next}
          from events v
          asof left join ends e on v.{Seq} >= e.{Seq}
          asof left join ends n on v.{Seq} < n.{Seq}
        ),
        broken as (
          select *, coalesce({Ordinal} - lag({Ordinal}) over w > _datashare_at_end::int, true) as {IsBreak}
          from placed
          window w as (partition by {key} order by {Seq})
        ),
        islands as (
          select *, sum({IsBreak}::int) over (partition by {key} order by {Seq} rows unbounded preceding) as {Island}
          from broken
        ),
        living as (
          select *
          from islands
          qualify bool_or(not {IsKept}) over (partition by {key}, {Island} order by {Seq} rows unbounded preceding)
        )
        select
          {key}, {Seq}, {Marked}, {IsKept},
          case
            when {IsKept} then 'same'
            when {Marked} then case when lag({Marked}) over w and not {IsOvertaken} then 'same' else 'delete' end
            when row_number() over w = 1 or lag({Marked}) over w then 'insert'
            when {Content} is distinct from lag({Content} ignore nulls) over w or {IsOvertaken} then 'update'
            else 'same'
          end as {Action},
          case when lead({Seq}) over w is null then {Next} end as {Ended}
        from {(others is null ? "living" : Beside(others))}
        window w as (partition by {key}, {Island} order by {Seq})
        """;

    public const string Counts =
        $"""
        select
          cast({Seq} as bigint) as Sequence,
          count(*) filter ({Action} = 'insert') as Inserted,
          count(*) filter ({Action} = 'update') as Updated,
          count(*) filter ({Action} in ('delete', 'end')) as Deleted
        from (select {Seq}, {Action} from steps union all select {Ended}, 'end' from steps where {Ended} is not null)
        group by {Seq}
        """;

    /// <summary>The last change of each key.</summary>
    public string Left =>
        $"""
        select
          cast(coalesce({Ended}, {Seq}) as bigint) as Sequence,
          count(*) filter ({Ended} is null and not {Marked}) as Live,
          count(*) filter ({Ended} is not null or {Marked}) as Tombstones,
          count(*) filter ({Ended} is null and {IsKept}) as Stale
        from (
          select
            max(s.{Seq}) filter (s.{Action} <> 'same') as {Seq},
            arg_max(s.{Marked}, s.{Seq}) as {Marked},
            arg_max(s.{IsKept}, s.{Seq}) as {IsKept},
            nullif(arg_max(coalesce(s.{Ended}, 0), s.{Seq}), 0) as {Ended}
          from steps s
          group by {key}
        )
        group by all
        """;

    /// <summary>Whether another major has had the key since the previous row.</summary>
    private string IsOvertaken => others is null ? "false" : $"coalesce({Other} > lag({Seq}) over w, false)";

    /// <summary>Adds to each row the last earlier sequence at which another major has its key.</summary>
    private string Beside(string others) =>
        $"""
        (
          select v.*, o.{Other}
          from living v
          asof left join (select {key}, {SqlName.Quote(StoredColumns.Sequence)} as {Other} from ({others})) o
            on {string.Join(" and ", contract.PrimaryKey.Select(k => $"v.{SqlName.Quote(k.Name)} = o.{SqlName.Quote(k.Name)}"))} and v.{Seq} > o.{Other}
        )
        """;

    private string LastOfEachCommit
    {
        get
        {
            var values = contract.LandedColumns.Where(c => c.PrimaryKeyPosition is null).Select(c => SqlName.Quote(c.Name))
                .Concat(EarlierRows.Marks(Sql, contract, "r"))
                .ToList();
            var (sequence, loadId, row) = (SqlName.Quote(StoredColumns.Sequence), SqlName.Quote(StoredColumns.LoadId), SqlName.Quote(StoredColumns.SourceRow));
            return $"""
                select
                  {key}, {sequence} as {Seq}, {Sql.IsMarked(contract)} as {Marked},
                  {(values.Count == 0 ? "null" : $"row({string.Join(", ", values)})")} as {Content}, false as {IsKept}
                from ({rows}) r
                qualify row_number() over (partition by {key}, {sequence} order by {loadId} desc, {row} desc) = 1
                """;
        }
    }

    private string Kept(NumberedCommit commit) =>
        $"\nunion all select {key}, {SqlDialect.Literal(commit.Sequence)}, false, null, true from ({DuckDbParts.Keys(commit.Commit.KeptParts!, contract)})";
}
