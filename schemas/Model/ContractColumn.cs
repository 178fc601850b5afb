namespace DataShare.Schemas;

/// <summary>
/// One property of a contract. <see cref="Id"/> survives a rename; a contract without ids has the name there.
/// </summary>
public sealed record ContractColumn
{
    public required string Id { get; init; }

    /// <summary>Whether the contract writes the id; one that differs from the name is written.</summary>
    public bool HasId
    {
        get => field || Id != Name;
        init;
    }

    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    /// <summary>Whether null is refused.</summary>
    public bool Required { get; init; }

    /// <summary>1-based place in the primary key, or null when the column is not part of it.</summary>
    public int? PrimaryKeyPosition { get; init; }

    /// <summary>Lower case, such as <c>restricted</c>; null when the contract says nothing.</summary>
    public string? Classification { get; init; }

    public string? Description { get; init; }

    /// <summary>Values that the contract shows, as they are written there; words that nothing is decided by.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>
    /// What the column holds where a file does not have it; written as in <see cref="ColumnRules.Enum"/>. A null in a file
    /// that has the column stays null. Null when there is none.
    /// </summary>
    public string? Default { get; init; }

    /// <summary>How it came into its major; not in the contract's text, and null where other versions are not known.</summary>
    public ColumnBirth? Birth { get; init; }

    /// <summary>
    /// What the column holds in rows that came under a version, of this major or of another, that does not have it: the default
    /// of its birth, which a later version does not change. Null when that is null.
    /// </summary>
    public string? InitialDefault => Birth is null ? Default : Birth.Default ?? (Required ? Default : null);

    /// <summary>Other names that a file may have for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Names that it had in earlier versions of its major, the latest first; not in the contract's text.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>Whether the next version may leave it out, when nobody reads it any more.</summary>
    public bool Deprecated { get; init; }

    public ColumnRules Rules { get; init; } = ColumnRules.None;

    public bool IsRestricted => Classification is "restricted";

    /// <summary>Whether a file must have the column. Rows that all had one default for their key would be one row.</summary>
    public bool MustBeInFiles => PrimaryKeyPosition is not null || this is { Required: true, Default: null };
}

/// <summary>
/// What a value must satisfy besides its type. Null means that the rule is not there. Bounds of numbers are
/// decimals, of dates and timestamps text in ISO 8601; lengths count Unicode code points.
/// </summary>
public sealed record ColumnRules
{
    public static readonly ColumnRules None = new();

    /// <summary>What a contract calls <see cref="TakesNonFinite"/>, and where it stands among its places.</summary>
    public const string NonFiniteProperty = "nonFinite";

    public RuleBound? Minimum { get; init; }

    public RuleBound? Maximum { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>A .NET regular expression that the whole value must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>What the standard calls a format, such as <c>email</c>, where that is no type of ours: a promise to readers, which files are not held to.</summary>
    public string? Format { get; init; }

    /// <summary>The values allowed, as the text a CSV file has.</summary>
    public IReadOnlyList<string>? Enum { get; init; }

    /// <summary>Whether values outside <see cref="Enum"/> are let through (an open enum).</summary>
    public bool EnumIsOpen { get; init; }

    /// <summary>Whether NaN and the infinities are values of the column; of a column of doubles alone.</summary>
    public bool TakesNonFinite { get; init; }
}

/// <summary>A bound as the contract writes it, and whether the bound itself is allowed.</summary>
public sealed record RuleBound(string Text, bool Exclusive);
