using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Rows that came under a version without a column have a null there, and are shown with the column's initial default. A null
/// in a column that may be null is told from it by the row's contract version.
/// </summary>
internal static class EarlierRows
{
    /// <summary>Whether a contract's column is shown with a default for some rows.</summary>
    public static bool Has(ContractColumn column) =>
        column.InitialDefault is not null && (column.Required || column.Birth is { Before.Count: > 0 });

    /// <summary>The column's value as it is shown.</summary>
    /// <param name="isStored">Whether the table has the column; a version may be published that it does not follow yet.</param>
    public static string Shown(SqlDialect sql, ContractColumn column, bool isStored)
    {
        var value = isStored ? SqlName.Quote(column.Name) : sql.Null(column.Type);
        if (!Has(column))
        {
            return value;
        }

        var initial = new MappingCast(sql).Constant(column.InitialDefault!, column.Type);
        return column.Required
            ? $"coalesce({value}, {initial})"
            : $"case when {Lacks(sql, column, value, "")} then {initial} else {value} end";
    }

    /// <summary>
    /// For each column in which nulls are not all the same: 1 for the null of a row that lacks the column, else 0. Two rows
    /// are the same only where these are, too.
    /// </summary>
    /// <param name="relation">With the contract's columns.</param>
    /// <param name="named">The column's name in it, quoted; null for its own.</param>
    public static IEnumerable<string> Marks(SqlDialect sql, DataContract contract, string relation, Func<ContractColumn, string>? named = null) => contract.Columns
        .Where(c => !c.Required && Has(c))
        .Select(c => $"case when {Lacks(sql, c, $"{relation}.{named?.Invoke(c) ?? SqlName.Quote(c.Name)}", relation + ".")} then 1 else 0 end");

    private static string Lacks(SqlDialect sql, ContractColumn column, string value, string prefix)
    {
        var versions = string.Join(", ", column.Birth!.Before.Select(sql.Literal));
        return $"{value} is null and {prefix}{SqlName.Quote(StoredColumns.ContractVersion)} in ({versions})";
    }
}
