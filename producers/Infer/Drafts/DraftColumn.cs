using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A column of a contract that is being inferred.</summary>
/// <param name="Alias">The file's name, if it is not a valid column name; otherwise null.</param>
/// <param name="Enum">The values of a column that has few, for a comment in the contract: the next file may have others.</param>
/// <param name="WhyText">Why it is text; null if it is not, or if the file states the type.</param>
internal sealed record DraftColumn(
    string Name,
    string? Alias,
    ColumnType Type,
    bool Required = false,
    bool IsKey = false,
    int? MaxLength = null,
    IReadOnlyList<string>? Enum = null,
    string? WhyText = null)
{
    /// <summary>Whether it has NaN or infinite values: the contract accepts them.</summary>
    public bool HasNonFinite { get; init; }

    public void Write(StringBuilder yaml, int number)
    {
        yaml.Append(CultureInfo.InvariantCulture, $"      - id: c{number}\n        name: {ContractDraft.Scalar(Name)}\n");
        foreach (var line in Lines())
        {
            yaml.Append(CultureInfo.InvariantCulture, $"        {line}\n");
        }
    }

    private IEnumerable<string> Lines()
    {
        yield return $"logicalType: {Logical()}";
        if (WhyText is not null)
        {
            yield return ContractDraft.Comment($"text: {WhyText}");
        }

        if (Type.Kind is ColumnKind.Decimal)
        {
            yield return $"physicalType: {Type}";
        }

        if (Options() is { Count: > 0 } options)
        {
            yield return $"logicalTypeOptions: {{{string.Join(", ", options)}}}";
        }

        if (Required || IsKey)
        {
            yield return "required: true";
        }

        if (IsKey)
        {
            yield return "primaryKey: true";
            yield return "primaryKeyPosition: 1";
        }

        if (Alias is not null || HasNonFinite)
        {
            yield return "customProperties:";
        }

        if (Alias is not null)
        {
            yield return $"  - {{property: aliases, value: {ContractDraft.List([Alias])}}}";
        }

        if (HasNonFinite)
        {
            yield return "  - {property: nonFinite, value: accept}";
        }

        if (Enum is not null)
        {
            yield return ContractDraft.Comment("All its values; if no others are allowed, remove the #:");
            yield return ContractDraft.Comment($"{(Alias is null ? "customProperties: [" : "  - ")}{{property: enum, value: {ContractDraft.List(Enum)}}}{(Alias is null ? "]" : "")}");
        }
    }

    private string Logical() => Type.Kind switch
    {
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => "integer",
        ColumnKind.Decimal or ColumnKind.Double => "number",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp or ColumnKind.TimestampLocal => "timestamp",
        _ => "string",
    };

    private List<string> Options()
    {
        var options = new List<string>();
        switch (Type.Kind)
        {
            case ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64:
                options.Add($"format: {Type}");
                break;
            case ColumnKind.Uuid or ColumnKind.Binary:
                options.Add($"format: {Type}");
                break;
            case ColumnKind.TimestampLocal:
                options.Add("timezone: false");
                break;
            default:
                break;
        }

        if (MaxLength is { } length)
        {
            options.Add(string.Create(CultureInfo.InvariantCulture, $"maxLength: {length}"));
        }

        return options;
    }
}
