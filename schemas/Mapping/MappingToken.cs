namespace DataShare.Schemas;

internal enum MappingTokenKind
{
    Word,
    QuotedName,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>A piece of an expression and the 1-based position where it begins.</summary>
internal readonly record struct MappingToken(MappingTokenKind Kind, string Text, int Place)
{
    public bool Is(string word) =>
        Kind is MappingTokenKind.Word or MappingTokenKind.Symbol && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind is MappingTokenKind.End ? "the end" : SourceProblem.Quote(Text);
}
