namespace DataShare.Schemas;

/// <summary>
/// An expression in the small, safe part of SQL that all engines evaluate in the same way. It cannot read another row,
/// call an unlisted function, or write.
/// </summary>
public abstract record MappingExpression
{
    private MappingExpression()
    {
    }

    /// <summary>The columns it reads, as written.</summary>
    public IEnumerable<string> Columns => (this is Column column ? [column.Name] : Array.Empty<string>())
        .Concat(Parts.SelectMany(p => p.Columns))
        .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The expressions right below this one.</summary>
    public virtual IEnumerable<MappingExpression> Parts => [];

    public sealed record Column(string Name) : MappingExpression;

    public sealed record Text(string Value) : MappingExpression;

    /// <param name="Digits">A whole or decimal number without a sign.</param>
    public sealed record Number(string Digits) : MappingExpression;

    public sealed record Flag(bool Value) : MappingExpression;

    public sealed record Null : MappingExpression;

    public sealed record Cast(MappingExpression Value, ColumnType Type) : MappingExpression
    {
        public override IEnumerable<MappingExpression> Parts => [Value];
    }

    public sealed record Call(MappingFunction Function, IReadOnlyList<MappingExpression> Arguments) : MappingExpression
    {
        public override IEnumerable<MappingExpression> Parts => Arguments;
    }

    public sealed record Negation(MappingExpression Value) : MappingExpression
    {
        public override IEnumerable<MappingExpression> Parts => [Value];
    }

    public sealed record Binary(MappingOperator Operator, MappingExpression Left, MappingExpression Right) : MappingExpression
    {
        public override IEnumerable<MappingExpression> Parts => [Left, Right];
    }

    /// <summary><c>case when … then … else … end</c>.</summary>
    /// <param name="Otherwise">Null if there is no <c>else</c>.</param>
    public sealed record Case(IReadOnlyList<CaseBranch> Branches, MappingExpression? Otherwise) : MappingExpression
    {
        public override IEnumerable<MappingExpression> Parts =>
            Branches.SelectMany(b => new[] { b.When, b.Then }).Concat(Otherwise is null ? [] : [Otherwise]);
    }

    /// <summary>A condition; allowed only after <c>when</c>.</summary>
    public sealed record Not(MappingExpression Condition) : MappingExpression
    {
        public override IEnumerable<MappingExpression> Parts => [Condition];
    }

    /// <summary>A condition: <c>is null</c>; <c>is not null</c> is this in a <see cref="Not"/>.</summary>
    public sealed record IsNull(MappingExpression Value) : MappingExpression
    {
        public override IEnumerable<MappingExpression> Parts => [Value];
    }
}

public sealed record CaseBranch(MappingExpression When, MappingExpression Then);

public enum MappingFunction
{
    Coalesce,
    Round,
    Substring,
    Upper,
    Lower,
}

/// <summary>Arithmetic and concatenation give values; the comparisons, and and or give conditions.</summary>
public enum MappingOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Concatenate,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}
