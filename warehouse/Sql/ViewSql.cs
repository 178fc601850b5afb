using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The bodies of the views, and the masking that views and consumers' batches share.</summary>
internal static class ViewSql
{
    /// <summary>Replaces a restricted text.</summary>
    public const string Mask = "***";

    /// <summary>The live rows, each key once.</summary>
    public static string Select(SqlDialect sql, MajorRows rows, bool masked) => string.Join("\nunion all\n", rows.Parts.Select(part =>
    {
        var columns = part.Columns
            .Select(c => Shown(sql, c, masked))
            .Concat(StoredColumns.Trailing.Select(c => SqlName.Quote(c.Name)))
            .Concat(rows.ShowsStale ? [$"{Stale(sql, part)} as {SqlName.Quote(StoredColumns.Stale)}"] : []);
        IReadOnlyList<string> conditions = [.. rows.Live(part), .. rows.Latest(part)];
        var where = conditions.Count == 0 ? "" : $"\nwhere {string.Join("\n  and ", conditions)}";
        return $"select\n  {string.Join(",\n  ", columns)}\nfrom {part.From} {MajorRows.Row}{where}";
    }));

    /// <summary>Rows from before this column existed are not stale.</summary>
    private static string Stale(SqlDialect sql, MajorPart part) =>
        part.HasStale ? $"coalesce({SqlName.Quote(StoredColumns.Stale)}, {sql.Flag(false)})" : sql.Flag(false);

    /// <summary>A column under its own name. If it is restricted, a text shows only whether there is a value, and other types are null.</summary>
    public static string Shown(SqlDialect sql, ContractColumn column, bool masked)
    {
        var name = SqlName.Quote(column.Name);
        return (masked && column.IsRestricted, column.Type.Kind) switch
        {
            (false, _) => name,
            (true, ColumnKind.String) => $"case when {name} is not null then {sql.Literal(Mask)} end as {name}",
            _ => $"{sql.Null(column.Type)} as {name}",
        };
    }
}
