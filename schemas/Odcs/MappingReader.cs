namespace DataShare.Schemas;

/// <summary>Reads the contract's custom property <c>mapping</c>.</summary>
internal static class MappingReader
{
    public static MajorMapping Read(CustomProperties custom, ContractVersion? version, IReadOnlyList<ContractColumn> columns)
    {
        if (custom.Mapping("mapping") is not { } mapping)
        {
            return MajorMapping.None;
        }

        if (version is { Major: 0 })
        {
            mapping.Problem(mapping.Line, mapping.Column, "a mapping connects to the previous major version, but there is none before 0");
        }

        var up = Expressions(mapping, "up");
        var down = Expressions(mapping, "down");
        mapping.NoOtherKeys();
        foreach (var (column, _) in up.Where(e => columns.All(c => c.Name != e.Key)))
        {
            mapping.Problem("up", $"the schema has no column {SourceProblem.Quote(column)}; {NearestName.Hint(column, [.. columns.Select(c => c.Name)])}");
        }

        foreach (var read in down.Values.SelectMany(e => e.Columns).Where(r => columns.All(c => c.Name != r)))
        {
            mapping.Problem("down", $"the schema has no column {SourceProblem.Quote(read)}; {NearestName.Hint(read, [.. columns.Select(c => c.Name)])}");
        }

        return new MajorMapping(up, down);
    }

    private static Dictionary<string, MappingExpression> Expressions(YamlMapping mapping, string key)
    {
        var expressions = new Dictionary<string, MappingExpression>(StringComparer.Ordinal);
        if (mapping.Mapping(key) is not { } written)
        {
            return expressions;
        }

        foreach (var column in written.Keys)
        {
            var text = written.RequiredText(column);
            if (MappingParser.Parse(text, out var problem) is { } expression)
            {
                expressions[column] = expression;
            }
            else if (text.Length > 0)
            {
                written.Problem(column, $"{SourceProblem.Quote(text)} is not a valid mapping: {problem}");
            }
        }

        return expressions;
    }
}
