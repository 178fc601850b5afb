using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The whole history of a keyed table, for DuckDB's window functions: for each key, a row for each commit that has it.</summary>
/// <param name="ends">The places where rows of a snapshot end unless they come again or are kept; empty for a merge.</param>
/// <param name="others">For a merge, the keys with rows in other majors, and the places of their commits; null if there are none.</param>
internal sealed class ReplayStatements(DataContract contract, IReadOnlyList<PlacedCommit> commits, IReadOnlyList<CommitPlace> ends, string? others)
{
    // With a prefix, because a contract's column may have any other name.
    private const string Place = "_datashare_place";
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
    private const string Hash = "_datashare_hash";

    private static readonly DuckDbDialect Sql = new();

    private readonly string rows = DuckDbParts.Select(commits, contract);
    private readonly string key = SqlDialect.List(contract.PrimaryKey.Select(k => k.Name));

    public string CountRows => $"select count(*) from ({rows})";

    public string CreateEnds =>
        $"""
        create temp table ends as
        select {Place}, row_number() over (order by {Place}) as {Ordinal}
        from (values {string.Join(", ", ends.Select(e => $"({SqlDialect.Literal(e.Number)})").DefaultIfEmpty("(null)"))}) e({Place})
        where {Place} is not null
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
          select v.*, coalesce(e.{Ordinal}, 0) as {Ordinal}, coalesce(e.{Place} = v.{Place}, false) as _datashare_at_end, n.{Place} as {Next}
          from events v
          asof left join ends e on v.{Place} >= e.{Place}
          asof left join ends n on v.{Place} < n.{Place}
        ),
        broken as (
          select *, coalesce({Ordinal} - lag({Ordinal}) over w > _datashare_at_end::int, true) as {IsBreak}
          from placed
          window w as (partition by {key} order by {Place})
        ),
        islands as (
          select *, sum({IsBreak}::int) over (partition by {key} order by {Place} rows unbounded preceding) as {Island}
          from broken
        ),
        living as (
          select *
          from islands
          qualify bool_or(not {IsKept}) over (partition by {key}, {Island} order by {Place} rows unbounded preceding)
        )
        select
          {key}, {Place}, {Marked}, {IsKept}, {Hash},
          case
            when {IsKept} then 'same'
            when {Marked} then case when lag({Marked}) over w and not {IsOvertaken} then 'same' else 'delete' end
            when row_number() over w = 1 or lag({Marked}) over w then 'insert'
            when {Content} is distinct from lag({Content} ignore nulls) over w or {IsOvertaken} then 'update'
            else 'same'
          end as {Action},
          case when lead({Place}) over w is null then {Next} end as {Ended}
        from {(others is null ? "living" : Beside(others))}
        window w as (partition by {key}, {Island} order by {Place})
        """;

    /// <summary>The rows of a table without a key that some commits have left.</summary>
    public static string LeftOf(DataContract contract, IReadOnlyList<PlacedCommit> commits) =>
        $"""
        select
          {SqlName.Quote(StoredColumns.Place)} as Place,
          count(*) as Live,
          0::bigint as Tombstones,
          0::bigint as Stale,
          cast(sum({Sql.Hash(StoredColumns.Content(contract))}) as varchar) as Content
        from ({DuckDbParts.Select(commits, contract)})
        group by all
        """;

    public const string Counts =
        $"""
        select
          cast({Place} as bigint) as Place,
          count(*) filter ({Action} = 'insert') as Inserted,
          count(*) filter ({Action} = 'update') as Updated,
          count(*) filter ({Action} in ('delete', 'end')) as Deleted
        from (select {Place}, {Action} from steps union all select {Ended}, 'end' from steps where {Ended} is not null)
        group by {Place}
        """;

    /// <summary>The last change of each key.</summary>
    public string Left =>
        $"""
        select
          cast(coalesce({Ended}, {Place}) as bigint) as Place,
          count(*) filter ({Ended} is null and not {Marked}) as Live,
          count(*) filter ({Ended} is not null or {Marked}) as Tombstones,
          count(*) filter ({Ended} is null and {IsKept}) as Stale,
          cast(sum({Hash}) filter ({Ended} is null and not {Marked}) as varchar) as Content
        from (
          select
            max(s.{Place}) filter (s.{Action} <> 'same') as {Place},
            arg_max(s.{Marked}, s.{Place}) as {Marked},
            arg_max(s.{IsKept}, s.{Place}) as {IsKept},
            arg_max(s.{Hash}, s.{Place}) filter (s.{Action} <> 'same') as {Hash},
            nullif(arg_max(coalesce(s.{Ended}, 0), s.{Place}), 0) as {Ended}
          from steps s
          group by {key}
        )
        group by all
        """;

    /// <summary>Whether another major has had the key since the previous row.</summary>
    private string IsOvertaken => others is null ? "false" : $"coalesce({Other} > lag({Place}) over w, false)";

    /// <summary>Adds to each row the last earlier place at which another major has its key.</summary>
    private string Beside(string others) =>
        $"""
        (
          select v.*, o.{Other}
          from living v
          asof left join (select {key}, {SqlName.Quote(StoredColumns.Place)} as {Other} from ({others})) o
            on {string.Join(" and ", contract.PrimaryKey.Select(k => $"v.{SqlName.Quote(k.Name)} = o.{SqlName.Quote(k.Name)}"))} and v.{Place} > o.{Other}
        )
        """;

    private string LastOfEachCommit
    {
        get
        {
            var values = contract.LandedColumns.Where(c => c.PrimaryKeyPosition is null).Select(c => SqlName.Quote(c.Name))
                .Concat(EarlierRows.Marks(Sql, contract, "r"))
                .ToList();
            var (place, loadId, row) = (SqlName.Quote(StoredColumns.Place), SqlName.Quote(StoredColumns.LoadId), SqlName.Quote(StoredColumns.SourceRow));
            return $"""
                select
                  {key}, {place} as {Place}, {Sql.IsMarked(contract)} as {Marked},
                  {(values.Count == 0 ? "null" : $"row({string.Join(", ", values)})")} as {Content}, false as {IsKept},
                  {Sql.Hash(StoredColumns.Content(contract))} as {Hash}
                from ({rows}) r
                qualify row_number() over (partition by {key}, {place} order by {loadId} desc, {row} desc) = 1
                """;
        }
    }

    private string Kept(PlacedCommit commit) =>
        $"\nunion all select {key}, {SqlDialect.Literal(commit.Place.Number)}, false, null, true, null from ({DuckDbParts.Keys(commit.Commit.KeptParts!, contract)})";
}
