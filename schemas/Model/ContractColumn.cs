namespace DataShare.Schemas;

/// <summary>
/// One property of a contract. <see cref="Id"/> survives a rename; a contract without ids has the name there.
/// </summary>
public sealed record ContractColumn
{
    public required string Id { get; init; }

    /// <summary>Whether the contract contains the id; true if it differs from the name.</summary>
    public bool HasId
    {
        get => field || Id != Name;
        init;
    }

    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    /// <summary>Whether null is refused.</summary>
    public bool Required { get; init; }

    /// <summary>The 1-based position in the primary key; null if the column is not part of it.</summary>
    public int? PrimaryKeyPosition { get; init; }

    /// <summary>The classification in lower case, such as <c>restricted</c>; null if the contract gives none.</summary>
    public string? Classification { get; init; }

    public string? Description { get; init; }

    /// <summary>Example values, as the contract has them; for information only.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>
    /// The value of the column for a file without it, in the form of <see cref="ColumnRules.Enum"/>; null if there is none. A
    /// null in a file that has the column stays null.
    /// </summary>
    public string? Default { get; init; }

    /// <summary>
    /// How it came into its major; not in the contract's text, and null if other versions are unknown.
    /// </summary>
    public ColumnBirth? Birth { get; init; }

    /// <summary>
    /// The value of the column in rows that came under a version without it: the default of the first version with the
    /// column, which a later version does not change. Null if that is null.
    /// </summary>
    public string? InitialDefault => Birth is null ? Default : Birth.Default ?? (Required ? Default : null);

    /// <summary>Other names for it in files.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Names that it had in earlier versions of its major, the latest first; not in the contract's text.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>Whether the next version can remove it, if nobody reads it.</summary>
    public bool Deprecated { get; init; }

    public ColumnRules Rules { get; init; } = ColumnRules.None;

    public bool IsRestricted => Classification is "restricted";

    /// <summary>
    /// Whether a file must have the column. True for keys, because one default for all keys would merge all rows.
    /// </summary>
    public bool MustBeInFiles => PrimaryKeyPosition is not null || this is { Required: true, Default: null };
}

/// <summary>
/// Rules for a value, in addition to its type. Null means that there is no such rule. Bounds of numbers are decimals,
/// of dates and timestamps text in ISO 8601; lengths count Unicode code points.
/// </summary>
public sealed record ColumnRules
{
    public static readonly ColumnRules None = new();

    /// <summary>The name of <see cref="TakesNonFinite"/> in a contract and in its recorded places.</summary>
    public const string NonFiniteProperty = "nonFinite";

    public RuleBound? Minimum { get; init; }

    public RuleBound? Maximum { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>A .NET regular expression that the whole value must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>
    /// The standard's format, such as <c>email</c>, if it is not a type of its own. It is a promise to readers; files
    /// are not checked against it.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>The values allowed, as the text a CSV file has.</summary>
    public IReadOnlyList<string>? Enum { get; init; }

    /// <summary>Whether values outside <see cref="Enum"/> are accepted (an open enum).</summary>
    public bool EnumIsOpen { get; init; }

    /// <summary>Whether the column accepts NaN and infinity; only for doubles.</summary>
    public bool TakesNonFinite { get; init; }
}

/// <summary>A bound in the contract's form, and whether the bound itself is excluded.</summary>
public sealed record RuleBound(string Text, bool Exclusive);
