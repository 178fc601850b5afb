using System.Text.Json;

namespace DataShare.Schemas;

/// <summary>A rule of the dataset as a whole, held against each file that comes.</summary>
/// <param name="Metric">An ODCS metric such as <c>rowCount</c>, or <c>sql</c> for a query.</param>
/// <param name="Operator">An ODCS operator such as <c>mustBeGreaterThan</c>.</param>
/// <param name="Value">What the operator compares with; two values of a range stand with a comma between.</param>
/// <param name="Columns">The columns the metric is about; empty for the whole dataset.</param>
/// <param name="Query">The SQL of a <c>sql</c> rule, else null.</param>
public sealed record QualityRule(
    string Metric,
    string? Operator,
    string? Value,
    IReadOnlyList<string> Columns,
    string? Query = null)
{
    /// <summary>What the contract calls it; null when it has no name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether a file that breaks it lands all the same, with a note.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Whether the value is a percentage of the file's rows.</summary>
    public bool IsPercent { get; init; }

    /// <summary>Texts that stand for a missing value; null in it means a null. For <c>missingValues</c>.</summary>
    public IReadOnlyList<string?> MissingValues { get; init; } = [null, ""];

    /// <summary>Texts that are valid; null: any. For <c>invalidValues</c>.</summary>
    public IReadOnlyList<string>? ValidValues { get; init; }

    /// <summary>A regular expression that the whole value must match; null: any. For <c>invalidValues</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Characters of a valid value at the least. For <c>invalidValues</c>.</summary>
    public int? MinLength { get; init; }

    /// <summary>Characters of a valid value at the most. For <c>invalidValues</c>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>All that the answer depends on besides metric, columns and query, in one text; lists without their order.</summary>
    public string Terms => JsonSerializer.Serialize(new object?[]
    {
        IsPercent,
        MissingValues.Distinct().Order(StringComparer.Ordinal),
        ValidValues?.Distinct().Order(StringComparer.Ordinal),
        Pattern,
        MinLength,
        MaxLength,
    });

    /// <summary>As a message names it: <c>nullValues(email)</c>.</summary>
    public override string ToString() =>
        Name ?? (Columns.Count == 0 ? Metric : $"{Metric}({string.Join(", ", Columns)})");
}

/// <summary>Columns of a dataset that hold the key of a row of another, or of itself.</summary>
/// <param name="Columns">As many as <paramref name="TargetColumns"/>, in their order.</param>
/// <param name="Target">The dataset the rows of which are meant.</param>
public sealed record DatasetReference(IReadOnlyList<string> Columns, DatasetName Target, IReadOnlyList<string> TargetColumns)
{
    public override string ToString() =>
        TargetColumns.Count == 1 ? $"{Target}.{TargetColumns[0]}" : $"{Target}({string.Join(", ", TargetColumns)})";
}
