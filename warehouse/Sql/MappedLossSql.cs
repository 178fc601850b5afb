using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Counts rows of a major's view that a mapping leaves out, or maps to values that the other major does not allow. Restricted
/// columns are not checked, because the view masks them.
/// </summary>
public sealed class MappedLossSql
{
    private readonly RowMapping mapping;
    private readonly ILookup<bool, MappedColumn> nulls;
    private readonly IReadOnlyList<ForbiddenValues> forbidden;

    private MappedLossSql(RowMapping mapping)
    {
        this.mapping = mapping;
        nulls = mapping.Nullable.Where(c => !c.IsMasked).ToLookup(c => c.Target.PrimaryKeyPosition is not null);
        forbidden = [.. mapping.Forbidden.Where(f => !f.Column.IsMasked)];
    }

    public RowMapping Mapping => mapping;

    /// <summary>Required columns outside the key that can become null.</summary>
    public IReadOnlyList<string> NullColumns => [.. nulls[false].Select(c => c.Target.Name)];

    /// <summary>Columns that can get values which the other major's rules forbid.</summary>
    public IReadOnlyList<string> ForbiddenColumns => [.. forbidden.Select(f => f.Column.Target.Name)];

    /// <summary>Null if types and rules show that no row can be lost or wrong, so that nothing has to be counted.</summary>
    public static MappedLossSql? Of(RowMapping mapping)
    {
        var losses = new MappedLossSql(mapping);
        return losses.nulls.Count + losses.forbidden.Count > 0 ? losses : null;
    }

    /// <param name="view">The plain view of the mapping's source.</param>
    /// <returns>
    /// A statement that gives one row with <c>left_out</c>, <c>with_null</c> and <c>forbidden</c>. A row without a key counts
    /// only as left out.
    /// </returns>
    internal string Counts(SqlDialect sql, string view)
    {
        var values = nulls.SelectMany(n => n).Concat(forbidden.Select(f => f.Column)).Distinct()
            .Select(c => $"{MappingSql.Value(sql, mapping.From, c)} as {SqlName.Quote(c.Target.Name)}");
        var withKey = nulls[true].Any() ? $"not ({string.Join(" or ", AreNull(nulls[true]))}) and " : "";
        return $"""
            select {Sum("", AreNull(nulls[true]))} as left_out, {Sum(withKey, AreNull(nulls[false]))} as with_null,
              {Sum(withKey, forbidden.Select(f => MappingSql.Condition(sql, mapping.To, f.Condition)))} as forbidden
            from (select {string.Join(", ", values)} from {view}) mapped
            """;
    }

    private static IEnumerable<string> AreNull(IEnumerable<MappedColumn> columns) => columns.Select(c => $"{SqlName.Quote(c.Target.Name)} is null");

    private static string Sum(string and, IEnumerable<string> conditions) => string.Join(" or ", conditions) is { Length: > 0 } any
        ? $"coalesce(sum(case when {and}({any}) then cast(1 as bigint) else 0 end), 0)"
        : "0";
}
