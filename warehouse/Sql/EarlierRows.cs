using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Rows that came under a version without a column have a null in it, and are shown with the column's initial default. The
/// row's contract version distinguishes this null from a null that a file had.
/// </summary>
internal static class EarlierRows
{
    /// <summary>Whether some rows are shown with a default in this column.</summary>
    public static bool Has(ContractColumn column) =>
        column.InitialDefault is not null && (column.Required || column.Birth is { Before.Count: > 0 });

    /// <summary>The expression for the column's shown value.</summary>
    /// <param name="isStored">Whether the table has the column. It may not follow a published version yet.</param>
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
    /// For each column with two kinds of nulls: 1 for the null of a row that lacks the column, otherwise 0. Two rows are equal
    /// only if these marks are equal too.
    /// </summary>
    /// <param name="relation">A relation with the contract's columns.</param>
    /// <param name="named">Gives a column's quoted name in the relation; null for the contract's names.</param>
    public static IEnumerable<string> Marks(SqlDialect sql, DataContract contract, string relation, Func<ContractColumn, string>? named = null) => contract.Columns
        .Where(c => !c.Required && Has(c))
        .Select(c => $"case when {Lacks(sql, c, $"{relation}.{named?.Invoke(c) ?? SqlName.Quote(c.Name)}", relation + ".")} then 1 else 0 end");

    private static string Lacks(SqlDialect sql, ContractColumn column, string value, string prefix)
    {
        var versions = string.Join(", ", column.Birth!.Before.Select(sql.Literal));
        return $"{value} is null and {prefix}{SqlName.Quote(StoredColumns.ContractVersion)} in ({versions})";
    }
}
