namespace DataShare.Schemas;

internal sealed record SchemaReading(
    IReadOnlyList<ContractColumn> Columns,
    IReadOnlyList<QualityRule> Quality,
    IReadOnlyList<DatasetReference> References,
    IReadOnlyDictionary<string, (int Line, int Column)> Marks);

/// <summary>Reads the one object of <c>schema</c>: its columns, their key, and the dataset's rules.</summary>
internal static class SchemaReader
{
    private static readonly SchemaReading Nothing = new([], [], [], new Dictionary<string, (int, int)>());

    public static SchemaReading Read(YamlMapping root, CsvDialect csv)
    {
        var objects = root.Mappings("schema");
        if (objects.Count == 0)
        {
            root.Problem("schema", "the contract has no schema; expected a list of one object with properties");
            return Nothing;
        }

        foreach (var other in objects.Skip(1))
        {
            root.Problem(other.Line, other.Column, "a second schema object; expected one: a contract describes one dataset");
        }

        return Object(objects[0], csv);
    }

    private static SchemaReading Object(YamlMapping dataset, CsvDialect csv)
    {
        dataset.Require("name");
        dataset.Text("id");
        dataset.OneOf("logicalType", "object");
        _ = new CustomProperties(dataset);
        var quality = new List<QualityRule>();
        var references = new List<DatasetReference>();
        var properties = dataset.Mappings("properties");
        if (properties.Count == 0)
        {
            dataset.Problem("properties", "the schema has no properties; expected at least one column");
        }

        var read = properties.Select(p => ColumnReader.Read(p, csv, quality, references)).OfType<ColumnReading>().ToList();
        CheckNames(read);
        var columns = PrimaryKeyRules.Apply(read);
        IReadOnlyList<string> names = [.. properties.Select(p => p.Text("name")).OfType<string>()];
        quality.AddRange(QualityReader.Read(dataset, null, names));
        references.AddRange(ReferenceReader.Read(dataset, null, names));
        dataset.Allow(StandardKeys.SchemaObject);
        dataset.NoOtherKeys();
        return new SchemaReading(
            columns,
            quality,
            references,
            read.GroupBy(c => c.Column.Id).ToDictionary(g => g.Key, g => g.First().Source.At("id")));
    }

    /// <summary>SQL Server and DuckDB ignore the case of names, so names that differ only in case are the same.</summary>
    private static void CheckNames(IReadOnlyList<ColumnReading> columns)
    {
        var names = new Dictionary<string, YamlMapping>(StringComparer.OrdinalIgnoreCase);
        var ids = new Dictionary<string, YamlMapping>(StringComparer.Ordinal);
        CheckAliases(columns);
        foreach (var (column, source) in columns.Select(c => (c.Column, c.Source)))
        {
            if (!names.TryAdd(column.Name, source))
            {
                var first = names[column.Name].At("name").Line;
                source.Problem("name", $"duplicate column '{column.Name}'; first in line {first}");
            }
            else if (!ids.TryAdd(column.Id, source))
            {
                source.Problem("id", $"duplicate id '{column.Id}'; first in line {ids[column.Id].Line}");
            }
        }
    }

    /// <summary>A column of a file must not match two columns of the contract.</summary>
    private static void CheckAliases(IReadOnlyList<ColumnReading> columns)
    {
        foreach (var (place, (column, source)) in columns.Select(c => (c.Column, c.Source)).Index())
        {
            foreach (var alias in column.Aliases)
            {
                // If two columns have the same alias, the later one is reported.
                var other = columns.Select(c => c.Column).Where((o, i) =>
                    i != place && (o.Name == alias || (i < place && o.Aliases.Contains(alias, StringComparer.Ordinal)))).FirstOrDefault();
                if (other is not null)
                {
                    source.Problem("name", $"the alias {SourceProblem.Quote(alias)} of column '{column.Name}' also means '{other.Name}'; expected one column for each name");
                }
            }
        }
    }
}
