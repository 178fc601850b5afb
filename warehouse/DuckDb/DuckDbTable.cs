using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Creates and widens a table and its views, inside the load's transaction. The table has no primary key in DuckDB: only
/// the loader writes to it, one load at a time, and an index over millions of rows would have to fit in memory.
/// </summary>
internal static class DuckDbTable
{
    private const string Reading = "read a table's columns";

    private static readonly DuckDbDialect Sql = new();

    /// <summary>The names of a table's columns; null if there is no such table.</summary>
    public static async Task<IReadOnlySet<string>?> ColumnsAsync(
        DuckDbSession session,
        string table,
        CancellationToken cancellationToken)
    {
        // Not duckdb_columns(), which would bind every view.
        var tables = await session.ScalarAsync<long>(
            Reading,
            "select count(*) from duckdb_tables() where database_name = current_database() and schema_name = 'main' and table_name = $Table",
            new { Table = table },
            cancellationToken);
        return tables == 0 ? null : await ColumnNamesAsync(session, table, cancellationToken);
    }

    /// <summary>Creates the table, or adds missing columns. It removes only a column of an earlier version of DataShare.</summary>
    public static async Task EnsureAsync(
        DuckDbSession session,
        LakeTableId table,
        DataContract contract,
        CancellationToken cancellationToken)
    {
        var name = TableNames.Data(table);
        var wanted = StoredColumns.Of(contract);
        var columns = wanted.Select(c => $"  {SqlName.Quote(c.Name)} {Sql.TypeOf(c.Type)}{Compression(c.Name)}");
        await session.ExecuteAsync(
            $"make the table of {table}",
            $"create table if not exists {SqlName.Quote(name)} (\n{string.Join(",\n", columns)}\n)",
            cancellationToken);
        var stored = await ColumnNamesAsync(session, name, cancellationToken);
        var renamed = contract.LandedColumns
            .Where(c => !stored.Contains(c.Name))
            .Select(c => (c.Name, Former: c.FormerNames.FirstOrDefault(stored.Contains)))
            .Where(c => c.Former is not null)
            .ToList();
        foreach (var (column, former) in renamed)
        {
            await session.ExecuteAsync(
                $"rename the column '{former}' of the table of {table}",
                $"alter table {SqlName.Quote(name)} rename column {SqlName.Quote(former!)} to {SqlName.Quote(column)}",
                cancellationToken);
        }

        if (stored.Contains(StoredColumns.Former))
        {
            await session.ExecuteAsync(
                $"remove a former column of the table of {table}",
                $"alter table {SqlName.Quote(name)} drop column {SqlName.Quote(StoredColumns.Former)}",
                cancellationToken);
        }

        stored = stored.Concat(renamed.Select(r => r.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (column, type, _) in wanted.Where(c => !stored.Contains(c.Name)))
        {
            // Rows from before the table had a key are live and not stale.
            var value = column is StoredColumns.Deleted or StoredColumns.Stale ? " default false" : "";
            await session.ExecuteAsync(
                $"add the column '{column}' to the table of {table}",
                $"alter table {SqlName.Quote(name)} add column {SqlName.Quote(column)} {Sql.TypeOf(type)}{value}",
                cancellationToken);
        }
    }

    /// <summary>
    /// The best compression of columns with one value for many rows is known. DuckDB would try all its compressions on each
    /// of them, which takes a tenth of the time of a load.
    /// </summary>
    private static string Compression(string column) => column switch
    {
        PartSchema.LoadIdColumn or StoredColumns.ContractVersion => " using compression dictionary",
        StoredColumns.LakeVersion or StoredColumns.Place => " using compression rle",
        _ => "",
    };

    public static async Task RefreshViewsAsync(
        DuckDbSession session, TableShape shape, CancellationToken cancellationToken)
    {
        var rows = MajorRows.Of(Sql, shape);
        var masked = ViewSql.Select(Sql, rows, masked: true);
        await CreateViewAsync(session, TableNames.View(shape.Table), masked, cancellationToken);
        await CreateViewAsync(
            session, TableNames.Restricted(shape.Table), ViewSql.Select(Sql, rows, masked: false), cancellationToken);
        if (shape.IsNewest)
        {
            await CreateViewAsync(session, TableNames.Newest(shape.Table.Dataset), masked, cancellationToken);
        }
    }

    private static async Task<IReadOnlySet<string>> ColumnNamesAsync(DuckDbSession session, string table, CancellationToken cancellationToken)
    {
        var names = await session.QueryAsync<string>(
            Reading, $"select name from pragma_table_info({Sql.Literal(SqlName.Quote(table))})", null, cancellationToken);
        return names.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static Task<long> CreateViewAsync(DuckDbSession session, string name, string body, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"make the view '{name}'", $"create or replace view {SqlName.Quote(name)} as\n{body}", cancellationToken);
}
