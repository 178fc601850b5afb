using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Statements that merge the rows of a commit, which were streamed into a temporary table, into a table whose rows have a
/// key. First they find the change of each key, then they update existing rows and insert new ones.
/// </summary>
internal sealed class MergeStatements
{
    public const string Stage = "#stage";

    /// <summary>The table of keys whose rows stay although the snapshot does not have them.</summary>
    public const string Kept = "#kept";

    private const string Action = "_datashare_action";

    /// <summary>Compares text only by its codes.</summary>
    public const string ByCode = "collate Latin1_General_BIN2";

    private static readonly SqlServerDialect Sql = new();

    private readonly DataContract contract;
    private readonly string target;
    private readonly string deleted = SqlName.Quote(StoredColumns.Deleted);
    private readonly IReadOnlyList<StagedColumn> staged;
    private readonly IReadOnlyList<StagedColumn> key;
    private readonly StagedColumn? hash;
    private readonly bool hasStale;

    /// <summary>The condition that another major has a later row of the key; null if none can have one.</summary>
    private readonly string? overtaken;

    /// <param name="majors">The majors whose tables may have later rows of a key.</param>
    /// <param name="dialect">The dialect of the server, to map values.</param>
    public MergeStatements(LakeTableId table, DataContract contract, DatasetMajors majors, SqlServerDialect dialect)
    {
        this.contract = contract;
        target = Sql.Relation(TableNames.Data(table));
        hasStale = StoredColumns.HasStale(contract);
        staged =
        [
            .. contract.LandedColumns.Select((c, i) => new StagedColumn(c.Name, $"c{SqlDialect.Literal(i)}", Sql.TypeOf(c.Type, c.Rules.MaxLength), c)),
            .. StoredColumns.Added.Select(c => new StagedColumn(c.Name, SqlName.Quote(c.Name), Sql.TypeOf(c.Type, c.MaxLength), null)),
        ];
        hash = ServerKey.Of(contract).Any(c => c.Name == ServerKey.HashColumn)
            ? new StagedColumn(ServerKey.HashColumn, ServerKey.HashColumn, ServerKey.HashType, null)
            : null;
        key = [.. ServerKey.Of(contract).Select(k => k.Name == ServerKey.HashColumn ? hash! : staged.Single(s => s.Name == k.Name))];
        overtaken = OvertakenRows.Condition(dialect, majors, contract, [.. key.Select(k => (k.Name, "s." + k.Stage))]);
    }

    private IEnumerable<StagedColumn> Values => staged.Where(s => s.Contract is { PrimaryKeyPosition: null });

    /// <summary>
    /// The columns are in the order of the streamed rows, the hash last. They do not have the contract's names, because some
    /// names cause errors in the client.
    /// </summary>
    public string CreateStage => Create(Stage, staged);

    /// <summary>The columns are in the key's order, the hash last.</summary>
    public string CreateKept => Create(Kept, contract.PrimaryKey.Select(k => staged.Single(s => s.Name == k.Name)));

    /// <summary>Computes the hashes of keys; null if the key's columns are compared directly.</summary>
    public string? HashKeys => Hash(Stage);

    /// <summary>The same for the keys of kept rows.</summary>
    public string? HashKept => Hash(Kept);

    public string IndexStage => $"create clustered index stage_key on {Stage} ({string.Join(", ", key.Select(k => k.Stage))})";

    /// <summary>If several rows have the same key, only the last one stays. Later drops have greater load ids.</summary>
    public string DropRepeated
    {
        get
        {
            var (loadId, row) = (SqlName.Quote(StoredColumns.LoadId), SqlName.Quote(StoredColumns.SourceRow));
            return $"""
                delete s
                from {Stage} s
                where exists (
                  select 1
                  from {Stage} later
                  where {StageKey("later", "s")}
                    and (
                      later.{loadId} {ByCode} > s.{loadId} {ByCode}
                      or (later.{loadId} = s.{loadId} and later.{row} > s.{row})
                    )
                )
                """;
        }
    }

    /// <summary>
    /// Finds the change of each key that changes. The compared rows stay locked until the end, so the result is still true in
    /// the later statements, at every isolation level.
    /// </summary>
    public string Classify
    {
        get
        {
            var columns = string.Join(", ", key.Select(k => k.Stage));
            return $"""
                select {columns}, {Action}
                into #change
                from (
                  select
                    {string.Join(", ", key.Select(k => "s." + k.Stage))},
                    case
                      when {IsMarked} then case when t.{deleted} = 1{(overtaken is null ? "" : $" and not {overtaken}")} then 'same' else 'delete' end
                      when t.{deleted} is null or t.{deleted} = 1 then 'insert'
                      when {Differs}{(overtaken is null ? "" : $" or {overtaken}")} then 'update'
                      else 'same'
                    end as {Action}
                  from {Stage} s
                  left join {target} t with (updlock, holdlock) on {TargetKey("t", "s")}
                ) found
                where {Action} <> 'same'
                """;
        }
    }

    public static string CountActions => $"select {Action} as Action, count_big(*) as Rows from #change group by {Action}";

    public string Update
    {
        get
        {
            var set = Values.Concat(staged.Where(s => s.Contract is null)).Select(c => $"{c.Quoted} = s.{c.Stage}");
            return $"""
                update t
                set
                  {string.Join(",\n  ", set)},{(hasStale ? $"\n  {Stale} = 0," : "")}
                  {deleted} = case when c.{Action} = 'delete' then 1 else 0 end
                from {target} t
                join #change c on {TargetKey("t", "c")}
                join {Stage} s on {TargetKey("t", "s")}
                """;
        }
    }

    public string Insert
    {
        get
        {
            var all = staged.Concat(hash is null ? [] : [hash]).ToList();
            return $"""
                insert into {target} ({string.Join(", ", all.Select(c => c.Quoted))}, {(hasStale ? $"{Stale}, " : "")}{deleted})
                select {string.Join(", ", all.Select(c => "s." + c.Stage))}, {(hasStale ? "0, " : "")}case when c.{Action} = 'delete' then 1 else 0 end
                from {Stage} s
                join #change c on {StageKey("c", "s")}
                where not exists (select 1 from {target} t where {TargetKey("t", "s")})
                """;
        }
    }

    /// <summary>Live rows whose key is missing in the snapshot become tombstones. They have no row in any file.</summary>
    public string Vanish =>
        $"""
        update t
        set
          {deleted} = 1,{(hasStale ? $"\n  {Stale} = 0," : "")}
          {SqlName.Quote(StoredColumns.LoadId)} = @LoadId,
          {SqlName.Quote(StoredColumns.SourceRow)} = null,
          {SqlName.Quote(StoredColumns.LakeVersion)} = @LakeVersion,
          {SqlName.Quote(StoredColumns.Place)} = @Place,
          {SqlName.Quote(StoredColumns.ContractVersion)} = @ContractVersion
        from {target} t
        where t.{deleted} = 0
          and not exists (select 1 from {Stage} s where {TargetKey("t", "s")})
          and not exists (select 1 from {Kept} k where {TargetKey("t", "k")})
        """;

    /// <summary>Rows that the snapshot has, changed or not, are no longer stale.</summary>
    public string Confirm =>
        $"""
        update t
        set {Stale} = 0
        from {target} t
        join {Stage} s on {TargetKey("t", "s")}
        where t.{Stale} = 1
        """;

    public string MarkKept =>
        $"""
        update t
        set {Stale} = 1
        from {target} t
        join {Kept} k on {TargetKey("t", "k")}
        where t.{deleted} = 0
        """;

    public static string DropChange => "drop table if exists #change";

    public static string DropStage => $"drop table if exists {Stage}";

    public static string DropKept => $"drop table if exists {Kept}";

    private static string Stale => SqlName.Quote(StoredColumns.Stale);

    private string Create(string table, IEnumerable<StagedColumn> columns) =>
        $"create table {table} (\n  {string.Join(",\n  ", columns.Concat(hash is null ? [] : [hash]).Select(s => $"{s.Stage} {s.Type} null"))}\n)";

    private string? Hash(string table) => hash is null
        ? null
        : $"update {table} set {hash.Stage} = {ServerKey.Hash(ServerKey.Hashed(contract).Select(k => staged.Single(s => s.Name == k.Name).Stage))}";

    private string IsMarked
    {
        get
        {
            if (contract.Write is not { Mode: WriteMode.Merge, DeleteMarker: { } marker })
            {
                return "1 = 0";
            }

            var column = staged.Single(c => c.Name == marker.Column);
            var type = column.Contract!.Type;
            var (value, constant) = ("s." + column.Stage, new MappingCast(Sql).Constant(marker.Value, type));
            return type.Kind switch
            {
                ColumnKind.String => $"{value} {ByCode} = {constant} and datalength({value}) = datalength({constant})",
                ColumnKind.Binary => $"{value} = {constant} and datalength({value}) = datalength({constant})",
                _ => $"{value} = {constant}",
            };
        }
    }

    /// <summary>
    /// Compares sets of columns, because sets treat two nulls as equal. Timestamps are compared one by one: a server may compare
    /// sets by hashes, and some servers give equal timestamps different hashes.
    /// </summary>
    private string Differs
    {
        get
        {
            var sets = Values.Where(c => !IsMoment(c)).ToList();
            var conditions = Values.Where(IsMoment)
                .Select(c => (Stored: $"t.{c.Quoted}", Staged: $"s.{c.Stage}"))
                .Select(m => $"{m.Stored} <> {m.Staged} or ({m.Stored} is null and {m.Staged} is not null) or ({m.Stored} is not null and {m.Staged} is null)");
            conditions = conditions.Concat(EarlierRows.Marks(Sql, contract, "t").Zip(EarlierRows.Marks(Sql, contract, "s", StageOf), (t, s) => $"{t} <> {s}"));
            return string.Join(" or ", (sets.Count == 0
                ? conditions
                : conditions.Prepend($"not exists (select {Exactly(sets, "t", c => c.Quoted)} intersect select {Exactly(sets, "s", c => c.Stage)})"))
                .DefaultIfEmpty("1 = 0"));
        }
    }

    private string StageOf(ContractColumn column) => staged.Single(s => s.Name == column.Name).Stage;

    private static bool IsMoment(StagedColumn column) => column.Contract!.Type.Kind is ColumnKind.Timestamp;

    /// <summary>
    /// Expressions that are equal only for exactly equal values: a collation may ignore case, and the server ignores trailing
    /// blanks and zero bytes.
    /// </summary>
    private static string Exactly(IEnumerable<StagedColumn> columns, string relation, Func<StagedColumn, string> name) => string.Join(", ", columns.Select(c =>
    {
        var value = $"{relation}.{name(c)}";
        return c.Contract!.Type.Kind switch
        {
            ColumnKind.String => $"{value} {ByCode}, datalength({value})",
            ColumnKind.Binary => $"{value}, datalength({value})",
            _ => value,
        };
    }));

    private string TargetKey(string target, string stage) =>
        string.Join(" and ", key.Select(k => $"{target}.{k.Quoted} = {stage}.{k.Stage}"));

    private string StageKey(string left, string right) =>
        string.Join(" and ", key.Select(k => $"{left}.{k.Stage} = {right}.{k.Stage}"));

    /// <param name="Name">The name in the dataset's table.</param>
    /// <param name="Stage">The name in the temporary table, quoted if necessary.</param>
    private sealed record StagedColumn(string Name, string Stage, string Type, ContractColumn? Contract)
    {
        public string Quoted => SqlName.Quote(Name);
    }
}
