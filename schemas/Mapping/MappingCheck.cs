namespace DataShare.Schemas;

/// <summary>Checks that an expression can run on rows of a contract, with the same result in every engine.</summary>
internal static class MappingCheck
{
    /// <param name="target">The type of the column that gets the value.</param>
    public static IEnumerable<string> Problems(MappingExpression expression, DataContract from, ColumnType target) =>
        expression.Columns
            .Where(n => from.Columns.All(c => c.Name != n))
            .Select(n => $"{from} has no column {SourceProblem.Quote(n)}; {NearestName.Hint(n, [.. from.Columns.Select(c => c.Name)])}")
            .Concat(MappingTyping.Problems(expression, from, target));
}
