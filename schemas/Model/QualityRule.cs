using System.Text.Json;

namespace DataShare.Schemas;

/// <summary>A rule of the whole dataset, checked for each file.</summary>
/// <param name="Metric">An ODCS metric such as <c>rowCount</c>, or <c>sql</c> for a query.</param>
/// <param name="Operator">An ODCS operator such as <c>mustBeGreaterThan</c>.</param>
/// <param name="Value">The value to compare with; the two values of a range are separated by a comma.</param>
/// <param name="Columns">The columns the metric is about; empty for the whole dataset.</param>
/// <param name="Query">The SQL of a <c>sql</c> rule, else null.</param>
public sealed record QualityRule(
    string Metric,
    string? Operator,
    string? Value,
    IReadOnlyList<string> Columns,
    string? Query = null)
{
    /// <summary>Its name in the contract; null if it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Whether a file that breaks it still lands, with a note.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Whether the value is a percentage of the file's rows.</summary>
    public bool IsPercent { get; init; }

    /// <summary>Texts that mean a missing value; a null element means null. For <c>missingValues</c>.</summary>
    public IReadOnlyList<string?> MissingValues { get; init; } = [null, ""];

    /// <summary>Texts that are valid; null: any. For <c>invalidValues</c>.</summary>
    public IReadOnlyList<string>? ValidValues { get; init; }

    /// <summary>A regular expression that the whole value must match; null: any. For <c>invalidValues</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>The minimum number of characters of a valid value. For <c>invalidValues</c>.</summary>
    public int? MinLength { get; init; }

    /// <summary>The maximum number of characters of a valid value. For <c>invalidValues</c>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>
    /// The other inputs of the rule, besides metric, columns and query, as one text; the order of lists does not
    /// matter.
    /// </summary>
    public string Terms => JsonSerializer.Serialize(new object?[]
    {
        IsPercent,
        MissingValues.Distinct().Order(StringComparer.Ordinal),
        ValidValues?.Distinct().Order(StringComparer.Ordinal),
        Pattern,
        MinLength,
        MaxLength,
    });

    /// <summary>Its name in messages: <c>nullValues(email)</c>.</summary>
    public override string ToString() =>
        Name ?? (Columns.Count == 0 ? Metric : $"{Metric}({string.Join(", ", Columns)})");
}

/// <summary>Columns that refer to the key of a row in another dataset or in the same one.</summary>
/// <param name="Columns">As many as <paramref name="TargetColumns"/>, in their order.</param>
/// <param name="Target">The dataset that is referred to.</param>
public sealed record DatasetReference(IReadOnlyList<string> Columns, DatasetName Target, IReadOnlyList<string> TargetColumns)
{
    public override string ToString() =>
        TargetColumns.Count == 1 ? $"{Target}.{TargetColumns[0]}" : $"{Target}({string.Join(", ", TargetColumns)})";
}
