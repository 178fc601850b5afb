namespace DataShare.Lake;

/// <summary>The schema tree. A footer lists it depth first: the children of a node follow it.</summary>
internal static class SchemaTree
{
    /// <summary>The columns below the root.</summary>
    public static IReadOnlyList<ParquetInputColumn> Columns(IReadOnlyList<SchemaElement> elements)
    {
        var columns = new List<ParquetInputColumn>();
        var leaf = 0;
        var at = 1;
        for (var left = elements[0].Children; left > 0; left--)
        {
            var end = End(elements, at);
            columns.Add(ParquetColumnType.Of(elements[at], leaf, () => Path(elements, at)));
            for (; at < end; at++)
            {
                leaf += elements[at].Type is null ? 0 : 1;
            }
        }

        return at == elements.Count ? columns : throw Broken();
    }

    /// <summary>The index after a node and all its descendants.</summary>
    private static int End(IReadOnlyList<SchemaElement> elements, int at)
    {
        // The number of nodes that are left at each level.
        var open = new Stack<int>([1]);
        while (open.TryPop(out var left))
        {
            if (left == 0)
            {
                continue;
            }

            if (at >= elements.Count || elements[at] is { Children: < 0 } or { Type: not null, Children: > 0 })
            {
                throw Broken();
            }

            open.Push(left - 1);
            open.Push(elements[at++].Children);
            if (open.Count > ParquetLimits.SchemaDepth)
            {
                throw ParquetDamage.NotRead($"its schema has more than {ParquetLimits.SchemaDepth} levels");
            }
        }

        return at;
    }

    /// <summary>The names from a node down to its first leaf.</summary>
    private static string Path(IReadOnlyList<SchemaElement> elements, int at)
    {
        const int most = 5;
        var names = new List<string> { elements[at].Name };
        while (elements[at].Children > 0 && names.Count < most)
        {
            names.Add(elements[++at].Name);
        }

        return string.Join('.', names);
    }

    private static InvalidDataException Broken() => ParquetDamage.Of("its schema is not a tree");
}
