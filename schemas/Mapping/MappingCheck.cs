namespace DataShare.Schemas;

/// <summary>Whether an expression can be run on rows of a contract, alike in every engine.</summary>
internal static class MappingCheck
{
    public static IEnumerable<string> Problems(MappingExpression expression, DataContract from)
    {
        foreach (var name in expression.Columns.Where(n => Find(from, n) is null))
        {
            yield return $"{from} has no column {SourceProblem.Quote(name)}; {NearestName.Hint(name, [.. from.Columns.Select(c => c.Name)])}";
        }

        foreach (var cast in Within(expression).OfType<MappingExpression.Cast>())
        {
            // 0.1 and 1e-1, and a moment in as many forms as there are engines.
            if (cast is { Type.Kind: ColumnKind.String, Value: MappingExpression.Column column }
                && Find(from, column.Name) is { Type: { Kind: ColumnKind.Double or ColumnKind.Timestamp or ColumnKind.TimestampLocal or ColumnKind.Binary } type })
            {
                yield return $"a {type} has another text in every engine; expected a cast to decimal or date before";
            }
        }
    }

    private static ContractColumn? Find(DataContract contract, string name) => contract.Columns.FirstOrDefault(c => c.Name == name);

    private static IEnumerable<MappingExpression> Within(MappingExpression expression) =>
        expression.Parts.SelectMany(Within).Prepend(expression);
}
