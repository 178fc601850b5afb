using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The bodies of the views, and the masking that views and consumers' batches share.</summary>
internal static class ViewSql
{
    /// <summary>Shown in place of a restricted text.</summary>
    public const string Mask = "***";

    public static string Select(SqlDialect sql, LakeTableId table, DataContract contract, bool masked)
    {
        var columns = contract.Columns
            .Select(c => Shown(sql, c, masked))
            .Concat(StoredColumns.Trailing.Select(c => SqlDialect.Quote(c.Name)));
        var live = StoredColumns.IsKeyed(contract) ? $"\nwhere {sql.IsLive}" : "";
        return $"select\n  {string.Join(",\n  ", columns)}\nfrom {sql.Relation(TableNames.Data(table))}{live}";
    }

    /// <summary>A column under its own name: a restricted text only says whether there is one, others are null.</summary>
    public static string Shown(SqlDialect sql, ContractColumn column, bool masked)
    {
        var name = SqlDialect.Quote(column.Name);
        return (masked && column.IsRestricted, column.Type.Kind) switch
        {
            (false, _) => name,
            (true, ColumnKind.String) => $"case when {name} is not null then {sql.Literal(Mask)} end as {name}",
            _ => $"{sql.Null(column.Type)} as {name}",
        };
    }
}
