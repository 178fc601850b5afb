namespace DataShare.Warehouse;

/// <summary>Statements for the tables of datasets, their indexes and their views.</summary>
internal static class TableStatements
{
    /// <summary>The role that may read the views with masked restricted columns.</summary>
    public const string ReaderRole = "datashare_reader";

    /// <summary>The role that may read the views with restricted columns.</summary>
    public const string RestrictedReaderRole = "datashare_restricted_reader";

    /// <summary>The columns of a table, in order; no row if there is no such table.</summary>
    public const string Columns =
        """
        select
          c.name as Name,
          y.name as Type,
          cast(c.max_length as int) as MaxLength,
          (select count(*) from sys.indexes i where i.object_id = t.object_id and i.type = 5) as Columnstores
        from sys.columns c
        join sys.tables t on t.object_id = c.object_id
        join sys.schemas s on s.schema_id = t.schema_id
        join sys.types y on y.user_type_id = c.user_type_id
        where s.name = @Schema and t.name = @Table
        order by c.column_id
        """;

    private static readonly SqlServerDialect Sql = new();

    /// <param name="key">The columns of the primary key; empty for a table whose rows have no key.</param>
    /// <param name="isColumnstore">Whether the table gets a columnstore, so that the key is not clustered.</param>
    public static string CreateTable(string table, IEnumerable<ServerColumn> columns, IReadOnlyList<string> key, bool isColumnstore)
    {
        var lines = columns.Select(Definition);
        if (key.Count > 0)
        {
            lines = lines.Append(Key(table, key, isColumnstore));
        }

        return $"create table {Sql.Relation(table)} (\n  {string.Join(",\n  ", lines)}\n)";
    }

    /// <summary>The first rows of a view, as an example for people. The name is not quoted: they type it as it is.</summary>
    public static string FirstRows(string view) => $"select top (10) * from {view}";

    /// <summary>An index on the lake version, because a consumer's batch is a range of versions.</summary>
    /// <param name="isClustered">Whether rows are stored in this order, so that a load adds at the end.</param>
    public static string CreateVersionIndex(string table, bool isClustered) =>
        $"create {(isClustered ? "clustered" : "nonclustered")} index {SqlName.Quote(table + "_lake_version")} "
        + $"on {Sql.Relation(table)} ({SqlName.Quote(StoredColumns.LakeVersion)})";

    /// <summary>Removes the column of an earlier version, and its index.</summary>
    public static string DropFormer(string table) =>
        $"""
        drop index if exists {SqlName.Quote(table + "_seq")} on {Sql.Relation(table)};
        alter table {Sql.Relation(table)} drop column {SqlName.Quote(StoredColumns.Former)}
        """;

    public static string CreateColumnstore(string table) =>
        $"create clustered columnstore index {SqlName.Quote(table + "_columns")} on {Sql.Relation(table)}";

    public static string DropColumnstore(string table) =>
        $"drop index {SqlName.Quote(table + "_columns")} on {Sql.Relation(table)}";

    public static string AnyRow(string table) => $"select top (1) 1 from {Sql.Relation(table)}";

    public static string AddColumn(string table, ServerColumn column) =>
        $"alter table {Sql.Relation(table)} add {Definition(column with { IsRequired = false })}";

    public static string WidenColumn(string table, ServerColumn column) =>
        $"alter table {Sql.Relation(table)} alter column {Definition(column)}";

    public static string CreateView(string view, string body) => $"create or alter view {Sql.Relation(view)} as\n{body}";

    /// <summary>
    /// Replaces a view by one that does not use the table, because some servers refuse to widen a column that a view uses. Unlike
    /// a dropped view, it keeps its permissions.
    /// </summary>
    public static string HoldView(string view) => CreateView(view, "select 1 as \"_datashare_shaping\"");

    /// <summary>Grants only if the role exists, because a database may not have the roles.</summary>
    public static string GrantView(string view, string role) =>
        $"if database_principal_id({Sql.Literal(role)}) is not null\n  grant select on {Sql.Relation(view)} to {SqlName.Quote(role)}";

    public static string Clear(string table) => $"delete from {Sql.Relation(table)}";

    /// <summary>Turns every live row into a tombstone.</summary>
    public static string Bury(string table) =>
        $"""
        update {Sql.Relation(table)}
        set
          {SqlName.Quote(StoredColumns.Deleted)} = 1,
          {SqlName.Quote(StoredColumns.Stale)} = 0,
          {SqlName.Quote(StoredColumns.LakeVersion)} = @LakeVersion,
          {SqlName.Quote(StoredColumns.Place)} = @Place,
          {SqlName.Quote(StoredColumns.LoadId)} = @LoadId,
          {SqlName.Quote(StoredColumns.SourceRow)} = null,
          {SqlName.Quote(StoredColumns.ContractVersion)} = @ContractVersion
        where {Sql.IsLive}
        """;

    /// <summary>The procedure needs quoted names in its first text and bare names in the second.</summary>
    public static string RenameColumn(string table, string former, string column) =>
        $"exec sp_rename {Sql.Literal($"{Sql.Relation(table)}.{SqlName.Quote(former)}")}, {Sql.Literal(column)}, N'COLUMN'";

    private static string Key(string table, IReadOnlyList<string> key, bool isColumnstore) =>
        $"constraint {SqlName.Quote(table + "_pk")} primary key {(isColumnstore ? "nonclustered" : "clustered")} ({SqlDialect.List(key)})";

    private static string Definition(ServerColumn column) =>
        $"{SqlName.Quote(column.Name)} {column.Type} {(column.IsRequired ? "not null" : "null")}";
}

/// <summary>An existing or wanted column of the server.</summary>
internal sealed record ServerColumn(string Name, string Type, bool IsRequired = false);
