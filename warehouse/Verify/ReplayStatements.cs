using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>A keyed table's whole history as DuckDB's window functions see it: each key's rows, one for each commit that has it.</summary>
/// <param name="ends">Where rows of a snapshot end unless they come again; none for a merge.</param>
internal sealed class ReplayStatements(DataContract contract, IReadOnlyList<NumberedCommit> commits, IReadOnlyList<long> ends)
{
    // Prefixed, because a contract's column may have any other name.
    private const string Seq = "_datashare_seq";
    private const string Next = "_datashare_next";
    private const string Marked = "_datashare_marked";
    private const string Content = "_datashare_content";
    private const string Before = "_datashare_before";
    private const string WasMarked = "_datashare_was_marked";
    private const string Had = "_datashare_had";
    private const string NextBefore = "_datashare_next_before";
    private const string After = "_datashare_after";
    private const string Action = "_datashare_action";
    private const string Ended = "_datashare_ended";

    private static readonly DuckDbDialect Sql = new();

    private readonly string rows = DuckDbParts.Select(commits, contract);
    private readonly string key = SqlDialect.List(contract.PrimaryKey.Select(k => k.Name));

    public string CountRows => $"select count(*) from ({rows})";

    public string CreateEnds =>
        $"""
        create temp table ends as
        select {Seq}, lead({Seq}) over (order by {Seq}) as {Next}
        from (values {string.Join(", ", ends.Select(e => $"({SqlDialect.Literal(e)})").DefaultIfEmpty("(null)"))}) e({Seq})
        """;

    /// <summary>
    /// Of each key what each commit that has it does to it, and when it then ends: the sequence of a snapshot that does not
    /// have it, before the next one that has.
    /// </summary>
    public string CreateSteps =>
        $"""
        create temp table steps as
        with last as (
          {LastOfEachCommit}
        ),
        ordered as (
          select
            l.*, e.{Next},
            lag(l.{Seq}) over w as {Before}, lag({Marked}) over w as {WasMarked}, lag({Content}) over w as {Had},
            lag(e.{Next}) over w as {NextBefore}, lead(l.{Seq}) over w as {After}
          from last l
          left join ends e on e.{Seq} = l.{Seq}
          window w as (partition by {KeyOf("l")} order by l.{Seq})
        )
        select
          {key}, {Seq}, {Marked},
          case
            when {Marked} then case when {WasMarked} then 'same' else 'delete' end
            when {Before} is null or {WasMarked} or {NextBefore} <> {Seq} then 'insert'
            when {Content} is distinct from {Had} then 'update'
            else 'same'
          end as {Action},
          case when {Next} is not null and ({After} is null or {After} > {Next}) then {Next} end as {Ended}
        from ordered
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

    /// <summary>The last thing that happened to each key.</summary>
    public string Left =>
        $"""
        select
          cast(coalesce({Ended}, {Seq}) as bigint) as Sequence,
          count(*) filter ({Ended} is null and not {Marked}) as Live,
          count(*) filter ({Ended} is not null or {Marked}) as Tombstones
        from (
          select
            max(s.{Seq}) filter (s.{Action} <> 'same') as {Seq},
            arg_max(s.{Marked}, s.{Seq}) as {Marked},
            nullif(arg_max(coalesce(s.{Ended}, 0), s.{Seq}), 0) as {Ended}
          from steps s
          group by {key}
        )
        group by all
        """;

    private string KeyOf(string relation) => string.Join(", ", contract.PrimaryKey.Select(k => $"{relation}.{SqlDialect.Quote(k.Name)}"));

    private string LastOfEachCommit
    {
        get
        {
            var values = contract.LandedColumns.Where(c => c.PrimaryKeyPosition is null).Select(c => SqlDialect.Quote(c.Name)).ToList();
            var (sequence, loadId, row) = (SqlDialect.Quote(StoredColumns.Sequence), SqlDialect.Quote(StoredColumns.LoadId), SqlDialect.Quote(StoredColumns.SourceRow));
            return $"""
                select
                  {key}, {sequence} as {Seq}, {Sql.IsMarked(contract)} as {Marked},
                  {(values.Count == 0 ? "null" : $"row({string.Join(", ", values)})")} as {Content}
                from ({rows})
                qualify row_number() over (partition by {key}, {sequence} order by {loadId} desc, {row} desc) = 1
                """;
        }
    }
}
