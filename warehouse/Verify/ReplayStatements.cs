using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>A keyed table's whole history as DuckDB's window functions see it: each key's rows, one for each commit that has it.</summary>
/// <param name="ends">Where rows of a snapshot end unless they come again; none for a merge.</param>
internal sealed class ReplayStatements(DataContract contract, IReadOnlyList<NumberedCommit> commits, IReadOnlyList<long> ends)
{
    private static readonly DuckDbDialect Sql = new();

    private readonly string rows = DuckDbParts.Select(commits, contract);
    private readonly string key = SqlDialect.List(contract.PrimaryKey.Select(k => k.Name));

    public string CountRows => $"select count(*) from ({rows})";

    public string CreateEnds =>
        $"""
        create temp table ends as
        select seq, lead(seq) over (order by seq) as next
        from (values {string.Join(", ", ends.Select(e => $"({SqlDialect.Literal(e)})").DefaultIfEmpty("(null)"))}) e(seq)
        """;

    /// <summary>
    /// Of each key what each commit that has it does to it, and when it then ends: <c>ended</c> is the sequence of a snapshot
    /// that does not have it, before the next one that has.
    /// </summary>
    public string CreateSteps
    {
        get
        {
            var values = contract.LandedColumns.Where(c => c.PrimaryKeyPosition is null).Select(c => SqlDialect.Quote(c.Name)).ToList();
            var (sequence, loadId, row) = (SqlDialect.Quote(StoredColumns.Sequence), SqlDialect.Quote(StoredColumns.LoadId), SqlDialect.Quote(StoredColumns.SourceRow));
            return $"""
                create temp table steps as
                with last as (
                  select {key}, {sequence} as seq, {Sql.IsMarked(contract)} as marked, {(values.Count == 0 ? "null" : $"row({string.Join(", ", values)})")} as content
                  from ({rows})
                  qualify row_number() over (partition by {key}, {sequence} order by {loadId} desc, {row} desc) = 1
                ),
                ordered as (
                  select
                    l.*, e.next,
                    lag(seq) over w as before, lag(marked) over w as was_marked, lag(content) over w as had, lag(e.next) over w as next_before,
                    lead(seq) over w as after
                  from (select * from last) l
                  left join (select seq as at, next from ends) e on e.at = l.seq
                  window w as (partition by {key} order by seq)
                )
                select
                  {key}, seq, marked,
                  case
                    when marked then case when was_marked then 'same' else 'delete' end
                    when before is null or was_marked or next_before <> seq then 'insert'
                    when content is distinct from had then 'update'
                    else 'same'
                  end as action,
                  case when next is not null and (after is null or after > next) then next end as ended
                from ordered
                """;
        }
    }

    public const string Counts =
        """
        select
          cast(seq as bigint) as Sequence,
          count(*) filter (action = 'insert') as Inserted,
          count(*) filter (action = 'update') as Updated,
          count(*) filter (action in ('delete', 'end')) as Deleted
        from (select seq, action from steps union all select ended, 'end' from steps where ended is not null)
        group by seq
        """;

    /// <summary>The last thing that happened to each key.</summary>
    public string Left =>
        $"""
        select
          cast(coalesce(ended, changed) as bigint) as Sequence,
          count(*) filter (ended is null and not marked) as Live,
          count(*) filter (ended is not null or marked) as Tombstones
        from (
          select max(seq) filter (action <> 'same') as changed, arg_max(marked, seq) as marked, arg_max(coalesce(ended, 0), seq) as last_end, nullif(last_end, 0) as ended
          from steps
          group by {key}
        )
        group by all
        """;
}
