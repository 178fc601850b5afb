using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Brings a commit into a table whose rows have a key (merge, and snapshot with a key): first what happens to each
/// key into a temporary table, then only what changes is taken out of the table and put in again. A row that is
/// the same as before is left alone, and so keeps its sequence.
/// </summary>
internal sealed class DuckDbKeyedLoad(DuckDbSession session, LakeTableId table, DataContract contract, DatasetMajors majors, NumberedCommit commit)
{
    // Prefixed, because a contract's column may have any other name.
    private const string KeyRows = "_datashare_key_rows";
    private const string LastPlace = "_datashare_last_place";
    private const string Action = "_datashare_action";
    private const string Repeated = "temp.\"_datashare_repeated\"";
    private const string Changes = "temp.\"_datashare_change\"";
    private const string Kept = "temp.\"_datashare_kept\"";

    private static readonly DuckDbDialect Sql = new();

    private readonly string doing = NumberedCommit.Doing([commit]);
    private readonly string target = SqlName.Quote(TableNames.Data(table));
    private readonly string deleted = SqlName.Quote(StoredColumns.Deleted);

    private static readonly string Stale = SqlName.Quote(StoredColumns.Stale);

    private static IEnumerable<string> Trailing => StoredColumns.Trailing.Select(c => c.Name).Append(StoredColumns.Deleted);

    private string SameKey => SameKeyAs("c");

    private string SameKeyAs(string relation) =>
        string.Join(" and ", contract.PrimaryKey.Select(k => $"{relation}.{SqlName.Quote(k.Name)} = t.{SqlName.Quote(k.Name)}"));

    public async Task<RowCounts> RunAsync(CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(doing, RepeatedSql(), cancellationToken);
        await session.ExecuteAsync(doing, CompareSql(), cancellationToken);
        if (OvertakenRows.Condition(Sql, majors, contract, [.. contract.PrimaryKey.Select(k => (k.Name, $"c.{SqlName.Quote(k.Name)}"))]) is { } overtaken)
        {
            await session.ExecuteAsync(doing, RepeatSql(overtaken), cancellationToken);
        }

        var seen = await session.ScalarAsync<long>(
            doing, $"select coalesce(sum({KeyRows}), 0)::bigint from {Changes}", null, cancellationToken);
        await DuckDbAppend.CheckAsync(session, [commit], seen, cancellationToken);
        if (contract.Write.Mode is WriteMode.Snapshot && !commit.Commit.Amends)
        {
            await session.ExecuteAsync(
                doing, $"create or replace temp table \"_datashare_kept\" as\n{DuckDbParts.Keys(commit.Commit.KeptParts ?? [], contract)}", cancellationToken);
            await session.ExecuteAsync(doing, VanishedSql(), cancellationToken);
        }

        var counts = await session.QueryAsync<ActionRows>(
            doing,
            $"select {Action} as Action, count(*) as Rows from {Changes} group by all",
            null,
            cancellationToken);
        await ApplyAsync(counts.Where(c => c.Action != "same").Sum(c => c.Rows), cancellationToken);
        if (StoredColumns.HasStale(contract))
        {
            await MarkAsync(cancellationToken);
        }

        await session.ExecuteAsync(doing, $"drop table {Changes}; drop table {Repeated}; drop table if exists {Kept}", cancellationToken);
        var rows = counts.ToDictionary(c => c.Action, c => c.Rows, StringComparer.Ordinal);
        return new RowCounts(
            rows.GetValueOrDefault("insert"), rows.GetValueOrDefault("update"), rows.GetValueOrDefault("delete"));
    }

    /// <summary>
    /// Keys that the commit has more than once, mostly none: how often, and where the last row is. Found on the keys
    /// alone, because ranking whole rows would sort them all.
    /// </summary>
    private string RepeatedSql()
    {
        var key = SqlDialect.List(contract.PrimaryKey.Select(c => c.Name));
        return $"""
            create or replace temp table "_datashare_repeated" as
            select {key}, max({PlaceOf("")}) as {LastPlace}, count(*) as {KeyRows}
            from ({DuckDbParts.Select([commit], contract)})
            group by {key}
            having count(*) > 1
            """;
    }

    /// <summary>
    /// Of several rows of one key the last one stays, and says how many it stands for, so that the sum over all is
    /// the number of rows read: nothing else has to be counted to know that none was lost.
    /// </summary>
    private string CompareSql()
    {
        var differs = contract.LandedColumns
            .Where(c => c.PrimaryKeyPosition is null)
            .Select(c => $"c.{SqlName.Quote(c.Name)} is distinct from t.{SqlName.Quote(c.Name)}")
            .Concat(EarlierRows.Marks(Sql, contract, "c").Zip(EarlierRows.Marks(Sql, contract, "t"), (c, t) => $"{c} <> {t}"))
            .DefaultIfEmpty("false");
        var repeated = string.Join(" and ", contract.PrimaryKey.Select(k => $"c.{SqlName.Quote(k.Name)} = r.{SqlName.Quote(k.Name)}"));
        return $"""
            create or replace temp table "_datashare_change" as
            with incoming as (
              select *, {Sql.IsMarked(contract)} as {deleted}
              from ({DuckDbParts.Select([commit], contract)})
            )
            select
              c.*,
              coalesce(r.{KeyRows}, 1) as {KeyRows},
              case
                when c.{deleted} then case when t.{deleted} then 'same' else 'delete' end
                when t.{deleted} is null or t.{deleted} then 'insert'
                when {string.Join(" or ", differs)} then 'update'
                else 'same'
              end as {Action}
            from incoming c
            left join {Repeated} r on {repeated}
            left join {target} t on {SameKey}
            where r.{KeyRows} is null or {PlaceOf("c.")} = r.{LastPlace}
            """;
    }

    /// <summary>Apart from the comparison, so that only what seems the same is looked for in other majors.</summary>
    private string RepeatSql(string overtaken) =>
        $"""
        update {Changes} c
        set {Action} = case when c.{deleted} then 'delete' else 'update' end
        where c.{Action} = 'same' and {overtaken}
        """;

    /// <summary>Where a row stands among those of its commit; later drops have greater load ids.</summary>
    private string PlaceOf(string relation) => commit.LoadIds.Count == 1
        ? relation + SqlName.Quote(StoredColumns.SourceRow)
        : $"struct_pack(load_id := {relation}{SqlName.Quote(StoredColumns.LoadId)}, source_row := {relation}{SqlName.Quote(StoredColumns.SourceRow)})";

    /// <summary>Live rows whose key the snapshot does not have; they have no row in any file.</summary>
    private string VanishedSql()
    {
        var values = contract.LandedColumns.Select(c => SqlName.Quote(c.Name)).ToList();
        var newest = commit.Commit.Drops.MaxBy(d => d.LoadId);
        var columns = string.Join(", ", values.Concat(Trailing.Select(SqlName.Quote)).Append(KeyRows).Append(Action));
        return $"""
            insert into {Changes} ({columns})
            select
              {string.Join(", ", values.Select(v => "t." + v))},
              {(newest is null ? "null" : Sql.Literal(newest.LoadId.Value))},
              null,
              {SqlDialect.Literal(commit.Sequence)},
              {(newest is null ? "null" : Sql.Literal(newest.Contract.ToString()))},
              true,
              0,
              'delete'
            from {target} t
            where not t.{deleted}
              and not exists (select 1 from {Changes} c where {SameKey})
              and not exists (select 1 from {Kept} k where {SameKeyAs("k")})
            """;
    }

    /// <summary>Taken out and put in again, because DuckDB's update keeps the old rows in memory until the commit.</summary>
    /// <param name="found">Keys that something happens to.</param>
    private async Task ApplyAsync(long found, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            doing,
            $"delete from {target} t using {Changes} c where c.{Action} <> 'same' and {SameKey}",
            cancellationToken);
        var columns = SqlDialect.List(contract.LandedColumns.Select(c => c.Name).Concat(Trailing));
        var (stale, isStale) = StoredColumns.HasStale(contract) ? ($", {Stale}", ", false") : ("", "");
        var changed = await session.ExecuteAsync(
            doing,
            $"insert into {target} ({columns}{stale})\nselect {columns}{isStale} from {Changes} where {Action} <> 'same'",
            cancellationToken);
        NumberedCommit.ConfirmChanged(commit, found, changed);
    }

    /// <summary>What the commit has is not stale any more, also where it changes nothing; what it keeps is.</summary>
    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            doing, $"update {target} t set {Stale} = false from {Changes} c where t.{Stale} and c.{Action} = 'same' and {SameKey}", cancellationToken);
        if (!commit.Commit.Amends)
        {
            await session.ExecuteAsync(
                doing, $"update {target} t set {Stale} = true from {Kept} k where not t.{deleted} and {SameKeyAs("k")}", cancellationToken);
        }
    }

    private sealed class ActionRows
    {
        public string Action { get; set; } = "";

        public long Rows { get; set; }
    }
}
