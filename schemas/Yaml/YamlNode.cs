namespace DataShare.Schemas;

/// <summary>A piece of a YAML file and the 1-based place where it begins.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>The word for this kind of piece in messages.</summary>
    public abstract string Kind { get; }
}

internal sealed record YamlScalar(string Text, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>True for a literal block, which keeps the lines of the file. Its first line is below the block's mark.</summary>
    public bool IsLiteral { get; init; }

    public override string Kind => this switch
    {
        { IsNull: false } => SourceProblem.Quote(Text),
        { Text: "" } => "nothing",
        _ => $"YAML's {Text} (in quotes it would be text)",
    };

    /// <summary>The value of a key with nothing after it, or with <c>null</c>; the same as no key.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(IReadOnlyDictionary<string, YamlEntry> Entries, int Line, int Column)
    : YamlNode(Line, Column)
{
    public override string Kind => "a mapping of keys to values";
}

/// <summary>A key with its place, and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A text and its place.</summary>
public sealed record YamlText(string Text, int Line, int Column);
