namespace DataShare.Schemas;

/// <param name="KeyPosition">The position in the contract; null if the contract gives none.</param>
/// <param name="SaysNullable">Whether the contract has <c>required: false</c>.</param>
internal sealed record ColumnReading(
    ContractColumn Column,
    YamlMapping Source,
    bool IsKey,
    int? KeyPosition,
    bool SaysNullable);

/// <summary>Reads one property of the schema.</summary>
internal static class ColumnReader
{
    // SQL Server's limit for an identifier.
    private const int LongestName = 128;

    private static readonly string[] Reserved =
        ["_load_id", "_source_row", "_lake_version", "_seq", "_contract_version", "_deleted", "_stale", "_change", "_rescued"];

    /// <summary>The prefix of columns that DataShare adds while it checks or loads a file.</summary>
    private const string ReservedPrefix = "_datashare_";

    /// <summary>Null if the property cannot be a column; then there is a problem.</summary>
    public static ColumnReading? Read(YamlMapping property, CsvDialect csv, List<QualityRule> quality, List<DatasetReference> references)
    {
        var name = Name(property);
        var id = Id(property);
        var type = ColumnTypeReader.Read(property, csv, out var rules);
        var required = property.Flag("required");
        var (isKey, position) = Key(property);
        var custom = new CustomProperties(property, "enum", "enumOpen", "default", "aliases", ColumnRules.NonFiniteProperty);
        if (type is { } known)
        {
            rules = NonFiniteReader.Read(custom, known, EnumReader.Read(property, custom, known, rules));
        }

        Note(property, custom, rules);

        var unique = property.Flag("unique") ?? false;
        var column = new ContractColumn
        {
            Id = id ?? name,
            HasId = id is not null,
            Name = name,
            Type = type ?? default,
            Required = required ?? false,
            Classification = property.Text("classification")?.ToLowerInvariant(),
            Description = property.Text("description"),
            Examples = property.Words("examples"),
            Default = EvolutionReader.Default(custom, type),
            Aliases = EvolutionReader.Aliases(custom, name),
            Deprecated = property.Flag("deprecated") ?? false,
            Rules = rules,
        };
        if (unique && !isKey)
        {
            quality.Add(new QualityRule("duplicateValues", "mustBe", "0", [name]));
        }

        quality.AddRange(QualityReader.Read(property, name, [name]));
        references.AddRange(ReferenceReader.Read(property, name, [name]));
        property.Allow(StandardKeys.Property);
        property.NoOtherKeys();
        return type is null || name.Length == 0
            ? null
            : new ColumnReading(column, property, isKey, position, required is false);
    }

    /// <summary>Records the places of the values that the contract contains, for problems that are found later.</summary>
    private static void Note(YamlMapping property, CustomProperties custom, ColumnRules rules)
    {
        if (rules.Pattern is not null)
        {
            property.Mapping("logicalTypeOptions")?.Note(rules, "pattern");
        }

        if (property.Has("enum"))
        {
            property.Note(rules, "enum", "enum");
        }

        custom.Entry("enum")?.Note(rules, "value", "enum");
        custom.Entry("default")?.Note(rules, "value", "default");
    }

    private static string Name(YamlMapping property)
    {
        var name = property.RequiredText("name");
        if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            property.Problem("name", $"'{name}' is a reserved name; the reserved names are {string.Join(", ", Reserved)}");
        }
        else if (name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            property.Problem("name", $"{SourceProblem.Quote(name)} begins like a reserved name; expected a name that does not begin with {ReservedPrefix}");
        }
        else if (name != name.Trim() || name.Any(char.IsControl) || name.Length > LongestName)
        {
            property.Problem(
                "name",
                $"{SourceProblem.Quote(name)} is not a column name; expected 1 to {LongestName} printable characters, no space around them");
        }

        return name;
    }

    private static string? Id(YamlMapping property)
    {
        var id = property.Text("id");
        if (id is not null && (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
        {
            property.Problem("id", $"{SourceProblem.Quote(id)} is not an id; expected letters, digits, '_' and '-'");
        }

        return id;
    }

    private static (bool IsKey, int? Position) Key(YamlMapping property)
    {
        var isKey = property.Flag("primaryKey") ?? false;
        // The standard's own default for "no position".
        var position = property.Number("primaryKeyPosition") is var n and not -1 ? n : null;
        if (position is not null && !isKey)
        {
            property.Problem("primaryKeyPosition", "a position in the primary key, but the column is not in it; expected primaryKey: true");
        }

        return (isKey, position);
    }
}
