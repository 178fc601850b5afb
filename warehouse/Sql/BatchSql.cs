using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>What a consumer's batch shows of a table.</summary>
internal static class BatchSql
{
    /// <summary>What stands behind the read's columns and <c>_change</c>, in this order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type)> Trailing { get; } =
    [
        (StoredColumns.Sequence, new ColumnType(ColumnKind.Int64)),
        (StoredColumns.LoadId, new ColumnType(ColumnKind.String)),
        (StoredColumns.SourceRow, new ColumnType(ColumnKind.Int64)),
        (StoredColumns.ContractVersion, new ColumnType(ColumnKind.String)),
    ];

    /// <param name="stored">The table's columns; null when there is no table yet.</param>
    public static string Select(SqlDialect sql, BatchRead read, ConsumerRun run, IReadOnlySet<string>? stored)
    {
        var columns = read.Columns.Select(c => stored?.Contains(c.Name) == true
            ? ViewSql.Shown(sql, c, masked: !read.Cleared)
            : $"{sql.Null(c.Type)} as {SqlDialect.Quote(c.Name)}");
        var change = stored?.Contains(StoredColumns.Deleted) == true
            ? $"case when {sql.IsLive} then 'upsert' else 'delete' end"
            : "'upsert'";
        var all = columns
            .Append($"{change} as {SqlDialect.Quote(StoredColumns.Change)}")
            .Concat(Trailing.Select(c => stored is null ? $"{sql.Null(c.Type)} as {SqlDialect.Quote(c.Name)}" : SqlDialect.Quote(c.Name)));
        var select = $"select {string.Join(", ", all)}";
        if (stored is null)
        {
            return $"{select} where 1 = 0";
        }

        var table = sql.Relation(TableNames.Data(new LakeTableId(read.Dataset, read.Major)));
        var sequence = SqlDialect.Quote(StoredColumns.Sequence);
        return $"{select} from {table} where {sequence} > {SqlDialect.Literal(run.From)} and {sequence} <= {SqlDialect.Literal(run.To)}";
    }
}
