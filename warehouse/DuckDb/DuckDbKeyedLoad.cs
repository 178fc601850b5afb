using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Loads a commit into a table whose rows have a key (merge, and snapshot with a key). A temporary table first gets the
/// change of each key. Then only changed rows are deleted from the table and inserted again. An unchanged row is not
/// touched, so it keeps its lake version.
/// </summary>
internal sealed class DuckDbKeyedLoad(DuckDbSession session, LakeTableId table, DataContract contract, DatasetMajors majors, PlacedCommit commit)
{
    // With a prefix, because a contract's column may have any other name.
    private const string KeyRows = "_datashare_key_rows";
    private const string LastPlace = "_datashare_last_place";
    private const string Action = "_datashare_action";
    private const string Repeated = "temp.\"_datashare_repeated\"";
    private const string Changes = "temp.\"_datashare_change\"";
    private const string Kept = "temp.\"_datashare_kept\"";

    private static readonly DuckDbDialect Sql = new();

    private readonly string doing = PlacedCommit.Doing([commit]);
    private readonly string target = SqlName.Quote(TableNames.Data(table));
    private readonly string deleted = SqlName.Quote(StoredColumns.Deleted);

    private static readonly string Stale = SqlName.Quote(StoredColumns.Stale);

    private static IEnumerable<string> Trailing => StoredColumns.Added.Select(c => c.Name).Append(StoredColumns.Deleted);

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
    /// Keys that the commit has more than once (usually none), with their number of rows and the place of the last one. Only
    /// keys are read, because ranking whole rows would sort all of them.
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
    /// If several rows have the same key, the last one stays with the number of rows that it represents. The sum of these
    /// numbers is the number of rows read, so no other count is needed to see that no row was lost.
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

    /// <summary>A separate statement after the comparison, so that only unchanged rows are looked up in other majors.</summary>
    private string RepeatSql(string overtaken) =>
        $"""
        update {Changes} c
        set {Action} = case when c.{deleted} then 'delete' else 'update' end
        where c.{Action} = 'same' and {overtaken}
        """;

    /// <summary>The position of a row in its commit. Later drops have greater load ids.</summary>
    private string PlaceOf(string relation) => commit.LoadIds.Count == 1
        ? relation + SqlName.Quote(StoredColumns.SourceRow)
        : $"struct_pack(load_id := {relation}{SqlName.Quote(StoredColumns.LoadId)}, source_row := {relation}{SqlName.Quote(StoredColumns.SourceRow)})";

    /// <summary>Live rows whose key is missing in the snapshot. They have no row in any file.</summary>
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
              {SqlDialect.Literal(commit.Commit.Version)},
              {(newest is null ? "null" : Sql.Literal(newest.Contract.ToString()))},
              {SqlDialect.Literal(commit.Place.Number)},
              true,
              0,
              'delete'
            from {target} t
            where not t.{deleted}
              and not exists (select 1 from {Changes} c where {SameKey})
              and not exists (select 1 from {Kept} k where {SameKeyAs("k")})
            """;
    }

    /// <summary>Deletes and inserts changed rows, because DuckDB's update keeps the old rows in memory until the commit.</summary>
    /// <param name="found">The number of keys that change.</param>
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
        PlacedCommit.ConfirmChanged(commit, found, changed);
    }

    /// <summary>Rows of the commit, also unchanged ones, are no longer stale. Rows that it keeps become stale.</summary>
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
