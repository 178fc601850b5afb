namespace DataShare.Schemas;

/// <summary>A row of the compatibility table: its name, the directions that break, and the step that it needs.</summary>
internal sealed record CompatibilityRule(string Name, Directions Breaks, VersionStep Step)
{
    public const string OneKey = "one table has one key";

    private const Directions Both = Directions.Backward | Directions.Forward;

    public static readonly CompatibilityRule NullableColumnAdded = Harmless("nullable-column-added");
    public static readonly CompatibilityRule DefaultedColumnAdded = Harmless("required-column-with-default-added");
    public static readonly CompatibilityRule RequiredColumnAdded = Breaking("required-column-added", Directions.Backward);

    /// <summary>Breaks only if the column has a reader.</summary>
    public static readonly CompatibilityRule NullableColumnRemoved =
        Breaking("nullable-column-removed", Directions.None) with { Concerns = Directions.Forward };

    public static readonly CompatibilityRule DeprecatedColumnRemoved = Harmless("deprecated-column-removed");
    public static readonly CompatibilityRule RequiredColumnRemoved = Breaking("required-column-removed", Directions.Forward);
    public static readonly CompatibilityRule ColumnRenamed = Breaking("column-renamed", Directions.Forward);
    public static readonly CompatibilityRule ColumnsReordered = new("columns-reordered", Directions.None, VersionStep.Patch);
    public static readonly CompatibilityRule HeaderlessColumnsReordered = Breaking("headerless-columns-reordered", Both);
    public static readonly CompatibilityRule TypeWidened = Breaking("type-widened", Directions.Forward);
    public static readonly CompatibilityRule DecimalScaleGrown = Breaking("decimal-scale-grown", Directions.Forward);
    public static readonly CompatibilityRule TypeNarrowed = Breaking("type-narrowed", Directions.Backward);
    public static readonly CompatibilityRule TypeChanged = Breaking("type-changed", Both);
    public static readonly CompatibilityRule MaxLengthGrown = Breaking("max-length-grown", Directions.Forward);
    public static readonly CompatibilityRule MaxLengthShrunk = Breaking("max-length-shrunk", Directions.Backward);
    public static readonly CompatibilityRule RequiredToNullable = Breaking("required-to-nullable", Directions.Forward);
    public static readonly CompatibilityRule NullableToRequired = Breaking("nullable-to-required", Directions.Backward);
    public static readonly CompatibilityRule DefaultChanged = Harmless("default-changed");

    /// <summary>Breaks nothing against the previous version. Data of an older version without the column breaks, as <see cref="RequiredColumnAdded"/>.</summary>
    public static readonly CompatibilityRule DefaultRemoved =
        Breaking("default-removed", Directions.None) with { Concerns = Directions.Backward };

    public static readonly CompatibilityRule EnumValueAdded = Breaking("enum-value-added", Directions.Forward);
    public static readonly CompatibilityRule OpenEnumChanged = Harmless("open-enum-changed");
    public static readonly CompatibilityRule EnumValueRemoved = Breaking("enum-value-removed", Directions.Backward);
    public static readonly CompatibilityRule RuleTightened = Breaking("rule-tightened", Directions.Backward);
    public static readonly CompatibilityRule RuleLoosened = Breaking("rule-loosened", Directions.Forward);
    public static readonly CompatibilityRule RuleChanged = Breaking("rule-changed", Both);
    public static readonly CompatibilityRule FormatChanged = Breaking("format-changed", Both);
    public static readonly CompatibilityRule QualityWarningChanged = Harmless("quality-warning-changed");
    public static readonly CompatibilityRule PatternChanged = Breaking("pattern-changed", Both);
    public static readonly CompatibilityRule PrimaryKeyChanged = Breaking("primary-key-changed", Both);
    public static readonly CompatibilityRule WriteModeChanged = Breaking("write-mode-changed", Both);
    public static readonly CompatibilityRule ClassificationRaised = Harmless("classification-raised");
    public static readonly CompatibilityRule ClassificationLowered = Harmless("classification-lowered");
    public static readonly CompatibilityRule ServiceLevelWeakened = Breaking("service-level-weakened", Directions.Forward);
    public static readonly CompatibilityRule ServiceLevelStrengthened = Harmless("service-level-strengthened");
    public static readonly CompatibilityRule IntakeChanged = Harmless("intake-changed");

    /// <summary>Stored data does not change, but the files that producers keep sending are misread.</summary>
    public static readonly CompatibilityRule FilesReadOtherwise = Breaking("files-read-otherwise", Directions.Backward);

    /// <summary>Not in the table: two columns under one name, which no mode allows.</summary>
    public static readonly CompatibilityRule NameReused = Breaking("name-reused", Both);

    /// <summary>Not in the table: two columns under one id, which no mode allows.</summary>
    public static readonly CompatibilityRule IdReused = Breaking("id-reused", Both);

    /// <summary>The directions that the step concerns. It has more than <see cref="Breaks"/> if only a reader or an older version breaks.</summary>
    public Directions Concerns { get; init; } = Breaks;

    /// <summary>The reason why one table cannot have both versions, whatever the mode and the waivers; null if it can.</summary>
    public static string? Clash(string rule) => rule switch
    {
        _ when rule == TypeWidened.Name || rule == DecimalScaleGrown.Name || rule == TypeNarrowed.Name || rule == TypeChanged.Name =>
            "a column has one type in a table",
        _ when rule == PrimaryKeyChanged.Name => OneKey,
        _ when rule == WriteModeChanged.Name => "a table has one write mode",
        _ when rule == NameReused.Name => "a table has one column for each name",
        _ when rule == IdReused.Name => "an id belongs to one column for ever",
        _ => null,
    };

    public ContractChange At(string path, string text, string? warning = null) =>
        new(path, Name, text, Breaks, Step, warning) { Concerns = Concerns };

    /// <summary>A change to a column that the old contract has.</summary>
    /// <param name="reader">The text for readers of the column; null if no reader is affected.</param>
    public ContractChange At(ContractColumn before, string text, string? reader, string? warning = null) =>
        At("columns." + before.Name, text, warning) with { Column = before.Name, ReaderText = reader };

    /// <summary>A change to one aspect of such a column.</summary>
    /// <param name="aspect">The last part of the path, such as <c>type</c>.</param>
    public ContractChange Of(ContractColumn before, string aspect, string text, string? reader, string? warning = null) =>
        At($"columns.{before.Name}.{aspect}", text, warning) with { Column = before.Name, ReaderText = reader };

    private static CompatibilityRule Harmless(string name) => new(name, Directions.None, VersionStep.Minor);

    private static CompatibilityRule Breaking(string name, Directions breaks) => new(name, breaks, VersionStep.Major);
}
