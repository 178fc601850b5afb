using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Counts rows of a major's view that a mapping leaves out, or shows with values that break the other major's rules.
/// </summary>
public static class MappedLossSql
{
    /// <summary>Whether types and rules show that no row can be lost or wrong, so counting is not needed.</summary>
    public static bool IsPossible(RowMapping mapping) => Nulls(mapping).Any() || Forbidden(mapping).Any();

    /// <param name="view">The plain view of the mapping's source.</param>
    /// <returns>
    /// A statement that gives one row with <c>left_out</c>, <c>with_null</c> and <c>forbidden</c>. A row without a key counts as
    /// left out alone. Columns that are restricted are not asked: the view masks them.
    /// </returns>
    public static string Counts(WarehouseEngine engine, RowMapping mapping, string view)
    {
        SqlDialect sql = engine is WarehouseEngine.SqlServer ? new SqlServerDialect() : new DuckDbDialect();
        var nulls = Nulls(mapping).ToLookup(c => c.Target.PrimaryKeyPosition is not null, c => $"{SqlDialect.Quote(c.Target.Name)} is null");
        var forbidden = Forbidden(mapping).ToList();
        var values = Nulls(mapping).Concat(forbidden.Select(f => f.Column)).Distinct()
            .Select(c => $"{MappingSql.Value(sql, mapping.From, c)} as {SqlDialect.Quote(c.Target.Name)}");
        var withKey = nulls[true].Any() ? $"not ({string.Join(" or ", nulls[true])}) and " : "";
        return $"""
            select {Sum("", nulls[true])} as left_out, {Sum(withKey, nulls[false])} as with_null,
              {Sum(withKey, forbidden.Select(f => MappingSql.Condition(sql, mapping.To, f.Condition)))} as forbidden
            from (select {string.Join(", ", values)} from {view}) mapped
            """;
    }

    private static IEnumerable<MappedColumn> Nulls(RowMapping mapping) => mapping.Nullable.Where(c => !c.IsMasked);

    private static IEnumerable<ForbiddenValues> Forbidden(RowMapping mapping) => mapping.Forbidden.Where(f => !f.Column.IsMasked);

    private static string Sum(string and, IEnumerable<string> conditions) => string.Join(" or ", conditions) is { Length: > 0 } any
        ? $"coalesce(sum(case when {and}({any}) then cast(1 as bigint) else 0 end), 0)"
        : "0";
}
