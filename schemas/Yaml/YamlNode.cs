namespace DataShare.Schemas;

/// <summary>A piece of a YAML file and where it begins, 1-based.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What the piece is, as a message says it.</summary>
    public abstract string Kind { get; }
}

internal sealed record YamlScalar(string Text, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>Its lines are the file's: the first stands below the mark of the block.</summary>
    public bool IsLiteral { get; init; }

    public override string Kind => this switch
    {
        { IsNull: false } => SourceProblem.Quote(Text),
        { Text: "" } => "nothing",
        _ => $"YAML's {Text} (in quotes it would be text)",
    };

    /// <summary>A key with nothing after it, or <c>null</c>: the same as no key at all.</summary>
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

/// <summary>A key's own place, and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A text and where it stands.</summary>
public sealed record YamlText(string Text, int Line, int Column);
