namespace DataShare.Schemas;

/// <summary>The values that an expression of a mapping can give, as far as types, enums and bounds of its columns show.</summary>
/// <param name="Type">Null for a null of unknown type.</param>
internal sealed record PossibleValues(ColumnType? Type)
{
    public static readonly PossibleValues None = new((ColumnType?)null) { Texts = [] };

    /// <summary>A type that holds every number of our types, to compare numbers of different types.</summary>
    public static readonly ColumnType AnyNumber = ColumnType.Decimal(2 * ColumnType.MaxPrecision, ColumnType.MaxPrecision);

    /// <summary>All possible values except null, in a contract's form; null if they are not known one by one.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The reasons why it can be null; empty if it never is.</summary>
    public IReadOnlyList<NullReason> Nulls { get; init; } = [];

    public RuleBound? Minimum { get; init; }

    public RuleBound? Maximum { get; init; }

    public int MinLength { get; init; }

    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    public bool IsNothing => Texts is { Count: 0 } && Nulls.Count == 0;

    /// <summary>All values that a column can have.</summary>
    public static PossibleValues Of(ContractColumn column)
    {
        var rules = column.Rules;
        return new PossibleValues(column.Type)
        {
            Texts = rules is { Enum: { } values, EnumIsOpen: false } ? [.. values.Where(v => RuleFit.Takes(column, v))] : column.Type.Kind is ColumnKind.Boolean ? ["true", "false"] : null,
            Nulls = column.Required ? [] : [new NullReason($"'{column.Name}' may be null")],
            Minimum = rules.Minimum ?? End(column.Type, isLeast: true),
            Maximum = rules.Maximum ?? End(column.Type, isLeast: false),
            MinLength = rules.MinLength ?? 0,
            MaxLength = rules.MaxLength,
            Pattern = rules.Pattern,
        };
    }

    public static PossibleValues Constant(ColumnType type, string text) =>
        new(type) { Texts = [text], Minimum = new RuleBound(text, false), Maximum = new RuleBound(text, false) };

    public static PossibleValues Any(ColumnType type) =>
        new(type) { Minimum = End(type, isLeast: true), Maximum = End(type, isLeast: false) };

    /// <summary>The values of both, in their common type.</summary>
    public PossibleValues Or(PossibleValues other)
    {
        var type = Common(Type, other.Type);
        var (left, right) = type is { } common ? (ValueConversion.To(this, common), ValueConversion.To(other, common)) : (this, other);
        if (left.Texts is { Count: 0 } || right.Texts is { Count: 0 })
        {
            return (left.Texts is { Count: 0 } ? right : left) with { Nulls = [.. left.Nulls.Concat(right.Nulls).Distinct()] };
        }

        return new PossibleValues(type)
        {
            Texts = left.Texts is { } texts && right.Texts is { } others ? [.. texts.Union(others, StringComparer.Ordinal)] : null,
            Nulls = [.. left.Nulls.Concat(right.Nulls).Distinct()],
            Minimum = left.Looser(left.Least, right.Least, isLeast: true),
            Maximum = left.Looser(left.Most, right.Most, isLeast: false),
            MinLength = Math.Min(left.Shortest, right.Shortest),
            MaxLength = left.Longest is { } longest && right.Longest is { } longer ? Math.Max(longest, longer) : null,
            Pattern = left.Pattern == right.Pattern && left.Texts is null && right.Texts is null ? left.Pattern : null,
        };
    }

    public PossibleValues NotNull() => this with { Nulls = [] };

    /// <summary>The values that are also within the bounds.</summary>
    public PossibleValues Within(RuleBound? minimum, RuleBound? maximum)
    {
        if (Type is not { } type)
        {
            return this;
        }

        var column = new ContractColumn { Id = "", Name = "", Type = type, Rules = new ColumnRules { Minimum = minimum, Maximum = maximum } };
        return this with
        {
            Texts = Texts?.Where(t => RuleFit.Takes(column, t)).ToList(),
            Minimum = Tighter(Minimum, minimum, isLeast: true),
            Maximum = Tighter(Maximum, maximum, isLeast: false),
        };
    }

    private RuleBound? Least => Texts is null ? Minimum : Extreme(isLeast: true);

    private RuleBound? Most => Texts is null ? Maximum : Extreme(isLeast: false);

    public int Shortest => Texts is { Count: > 0 } ? Texts.Min(t => t.EnumerateRunes().Count()) : MinLength;

    public int? Longest => Texts is { Count: > 0 } ? Texts.Max(t => t.EnumerateRunes().Count()) : MaxLength;

    private RuleBound? Extreme(bool isLeast) => Texts!.Select(RuleBound? (t) => new RuleBound(t, false)).Aggregate((one, other) => Looser(one, other, isLeast));

    private RuleBound? Looser(RuleBound? one, RuleBound? other, bool isLeast) =>
        one is null || other is null || Order(one, other, isLeast) is not { } order ? null : order > 0 ? one : other;

    private RuleBound? Tighter(RuleBound? one, RuleBound? other, bool isLeast) =>
        one is null ? other : other is null || Order(one, other, isLeast) is not > 0 ? one : other;

    /// <summary>Above 0 if the other bound is tighter. Numbers of different types are compared as numbers.</summary>
    private int? Order(RuleBound one, RuleBound other, bool isLeast)
    {
        var type = Type is { } own && !IsNumber(own) ? own : AnyNumber;
        return BoundOrder.Compare((type, one), (type, other), isLeast);
    }

    /// <summary>The common type. Texts are converted to the other type, unless that is a number.</summary>
    public static ColumnType? Common(ColumnType? one, ColumnType? other) =>
        one == other ? one
        : one is null || other is null ? one ?? other
        : IsNumber(one) && IsNumber(other) ? new ColumnType(ColumnKind.Double)
        : one is { Kind: ColumnKind.String } ? (IsNumber(other) ? one : other)
        : other is { Kind: ColumnKind.String } && IsNumber(one) ? other
        : one;

    /// <summary>The lowest or highest value of the type; null if the type has no limit that matters.</summary>
    private static RuleBound? End(ColumnType type, bool isLeast) =>
        ValueSteps.Range(type) is var (least, most) ? new RuleBound(ValueSteps.Text(type, isLeast ? least : most), false) : null;

    private static bool IsNumber(ColumnType? type) => type is { Kind: >= ColumnKind.Int8 and <= ColumnKind.Double };
}

/// <summary>A reason why a value can be null.</summary>
/// <param name="Text">The end of a sentence after "because".</param>
/// <param name="IsConversion">Whether the cause is a conversion or calculation that some values fail, not the text of the mapping.</param>
internal sealed record NullReason(string Text, bool IsConversion = false);
