namespace DataShare.Schemas;

/// <summary>Reads <c>relationships</c>: columns with keys of another dataset.</summary>
internal static class ReferenceReader
{
    private const string Expected = "expected the name of a dataset and of its column, such as customers.customer_id";

    /// <param name="column">The column that has the relationships; null for those of the dataset.</param>
    /// <param name="columns">The columns that a relationship may name.</param>
    public static IEnumerable<DatasetReference> Read(YamlMapping owner, string? column, IReadOnlyList<string> columns)
    {
        foreach (var relationship in owner.Mappings("relationships"))
        {
            relationship.OneOf("type", "foreignKey");
            relationship.Allow("customProperties");
            var from = column is null ? Columns(relationship, columns) : [column];
            var to = Targets(relationship);
            relationship.NoOtherKeys();
            if (from is null || to is null)
            {
                continue;
            }

            if (from.Count != to.Value.Columns.Count)
            {
                relationship.Problem("to", FormattableString.Invariant($"{CountText.Of(to.Value.Columns.Count, "column")} in 'to', but {from.Count} in 'from'; expected the same number"));
                continue;
            }

            var read = new DatasetReference(from, to.Value.Dataset, to.Value.Columns);
            relationship.Note(read, "to");
            yield return read;
        }
    }

    /// <summary>The contract's own columns, with or without the dataset's name in front.</summary>
    private static List<string>? Columns(YamlMapping relationship, IReadOnlyList<string> columns)
    {
        var names = Texts(relationship, "from").Select(t => t[(t.LastIndexOf('.') + 1)..]).ToList();
        foreach (var name in names.Where(n => !columns.Contains(n, StringComparer.Ordinal)))
        {
            relationship.Problem("from", $"the schema has no column {SourceProblem.Quote(name)}; {NearestName.Hint(name, columns)}");
            return null;
        }

        return names.Count > 0 ? names : null;
    }

    private static (DatasetName Dataset, IReadOnlyList<string> Columns)? Targets(YamlMapping relationship)
    {
        DatasetName? dataset = null;
        var columns = new List<string>();
        foreach (var text in Texts(relationship, "to"))
        {
            var point = text.LastIndexOf('.');
            if (point <= 0 || DatasetName.TryParse(text[..point]) is not { } name || point == text.Length - 1)
            {
                relationship.Problem("to", $"{SourceProblem.Quote(text)} does not name a dataset's column; {Expected}");
                return null;
            }

            if (dataset is not null && dataset != name)
            {
                relationship.Problem("to", $"a key of two datasets, '{dataset}' and '{name}'; expected columns of one dataset");
                return null;
            }

            dataset = name;
            columns.Add(text[(point + 1)..]);
        }

        return dataset is null ? null : (dataset, columns);
    }

    private static List<string> Texts(YamlMapping relationship, string key)
    {
        if (!relationship.Require(key))
        {
            return [];
        }

        return relationship.HasList(key) ? [.. relationship.Texts(key) ?? []] : relationship.Text(key) is { } text ? [text] : [];
    }
}
