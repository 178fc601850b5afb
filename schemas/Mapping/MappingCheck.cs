namespace DataShare.Schemas;

/// <summary>Whether an expression can be run on rows of a contract, alike in every engine.</summary>
internal static class MappingCheck
{
    /// <param name="target">The type of the column that gets the value.</param>
    public static IEnumerable<string> Problems(MappingExpression expression, DataContract from, ColumnType target) =>
        expression.Columns
            .Where(n => from.Columns.All(c => c.Name != n))
            .Select(n => $"{from} has no column {SourceProblem.Quote(n)}; {NearestName.Hint(n, [.. from.Columns.Select(c => c.Name)])}")
            .Concat(MappingTyping.Problems(expression, from, target));
}
