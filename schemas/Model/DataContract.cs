namespace DataShare.Schemas;

/// <summary>One version of a dataset's contract, read and checked. Never changes once published.</summary>
public sealed record DataContract
{
    public required DatasetName Dataset { get; init; }

    public required ContractVersion Version { get; init; }

    public string? Title { get; init; }

    /// <summary>ODCS status: draft, active, deprecated or retired. Files are taken under active and deprecated.</summary>
    public string Status { get; init; } = "active";

    public string? Team { get; init; }

    public required IReadOnlyList<ContractColumn> Columns { get; init; }

    public InboxRules Inbox { get; init; } = new();

    public WriteRules Write { get; init; } = new();

    public ViolationRules OnViolation { get; init; } = new();

    public CompatibilityMode Compatibility { get; init; } = CompatibilityMode.FullTransitive;

    /// <summary>Dataset rules (ODCS <c>quality</c>), in the order written.</summary>
    public IReadOnlyList<QualityRule> Quality { get; init; } = [];

    /// <summary>Columns whose values are keys of another dataset (ODCS <c>relationships</c>).</summary>
    public IReadOnlyList<DatasetReference> References { get; init; } = [];

    public IReadOnlyList<ServiceLevel> ServiceLevels { get; init; } = [];

    /// <summary>The mapping between this major version and the previous one, for columns that need it.</summary>
    public MajorMapping Mapping { get; init; } = MajorMapping.None;

    /// <summary>Breaking changes that somebody has agreed to.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The file the contract was read from, for messages.</summary>
    public required string SourceFile { get; init; }

    /// <summary>The exact text of the contract: what is published to the lake.</summary>
    public required string SourceText { get; init; }

    /// <summary>The places of its rules and references in the file.</summary>
    public SourcePlaces Places { get; init; } = new();

    /// <summary>The primary key's columns in key order; empty when the contract declares none.</summary>
    public IReadOnlyList<ContractColumn> PrimaryKey =>
        [.. Columns.Where(c => c.PrimaryKeyPosition is not null).OrderBy(c => c.PrimaryKeyPosition)];

    /// <summary>
    /// The columns of parts, tables and views: the contract's columns, and the one for rescued values if there is one.
    /// The latter is restricted if any column is, because it could contain a restricted column under a new name.
    /// </summary>
    public IReadOnlyList<ContractColumn> LandedColumns =>
        OnViolation.UnknownColumn is UnknownColumnRule.Rescue
            ? [.. Columns, RescuedColumn with { Classification = Columns.Any(c => c.IsRestricted) ? "restricted" : null }]
            : Columns;

    /// <summary>Unknown columns of a file as one JSON object: name → text; null for a row without any.</summary>
    public static ContractColumn RescuedColumn { get; } = new()
    {
        Id = "_rescued",
        Name = "_rescued",
        Type = new ColumnType(ColumnKind.String),
        Description = "What the file had besides the contract's columns, as JSON.",
    };

    public bool TakesFiles => Status is "active" or "deprecated";

    public override string ToString() => $"{Dataset} {Version}";
}

public enum CompatibilityMode
{
    None,
    Backward,
    BackwardTransitive,
    Forward,
    ForwardTransitive,
    Full,
    FullTransitive,
    Consumer,
}

public sealed record ServiceLevel(string Property, string Value, string? Unit);
