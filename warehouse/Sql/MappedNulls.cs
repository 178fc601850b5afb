using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Conditions for rows of a major's view of which a mapping makes a null that the neighbouring major must not have.
/// </summary>
public static class MappedNulls
{
    /// <summary>Conditions over the view; null where the mapping makes nothing null, as far as its types and rules tell.</summary>
    /// <param name="ofKey">That no key finds the row, and it is left out; else that it is there and a required column is null.</param>
    /// <returns>Columns that are restricted are not asked: the view masks them.</returns>
    public static string? Condition(WarehouseEngine engine, RowMapping mapping, bool ofKey)
    {
        SqlDialect sql = engine is WarehouseEngine.SqlServer ? new SqlServerDialect() : new DuckDbDialect();
        var (key, others) = (Nulls(isKey: true), Nulls(isKey: false));
        return ofKey ? key : others is null || key is null ? others : $"{others} and not {key}";

        string? Nulls(bool isKey)
        {
            var conditions = mapping.Nullable
                .Where(c => c.Target.PrimaryKeyPosition is not null == isKey && !c.IsMasked)
                .Select(c => $"{MappingSql.Value(sql, mapping.From, c)} is null")
                .ToList();
            return conditions.Count == 0 ? null : $"({string.Join(" or ", conditions)})";
        }
    }
}
