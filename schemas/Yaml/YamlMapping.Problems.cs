namespace DataShare.Schemas;

public sealed partial class YamlMapping
{
    /// <summary>The place of the key's value; if there is no such key, the beginning of the mapping.</summary>
    internal (int Line, int Column) At(string key) =>
        map.Entries.TryGetValue(key, out var entry)
            ? entry.Value is YamlScalar { IsNull: true } ? (entry.Key.Line, entry.Key.Column) : (entry.Value.Line, entry.Value.Column)
            : (map.Line, map.Column);

    /// <summary>Reports a problem at the key's value.</summary>
    public void Problem(string key, string message)
    {
        var (line, column) = At(key);
        Problem(line, column, message);
    }

    /// <summary>
    /// Reports a problem in a line of the key's text; the first line is 1. Only a literal block (<c>|</c>) keeps the lines of
    /// the file; for any other text the problem is at its beginning.
    /// </summary>
    public void ProblemInLine(string key, int line, string message)
    {
        if (Value(key) is YamlScalar { IsLiteral: true } text)
        {
            Problem(text.Line + line, 1, message);
        }
        else
        {
            Problem(key, message);
        }
    }

    /// <summary>Records the place of the key's value, for problems that are found later.</summary>
    /// <param name="part">The object that was read from the value.</param>
    /// <param name="detail">A detail of the object, if the place is not that of the whole object.</param>
    public void Note(object part, string key, string detail = "") => source.Places.Note(part, detail, Place(key));

    private TextPlace Place(string key)
    {
        var (line, column) = At(key);
        return new TextPlace(line, column, Value(key) is YamlScalar { IsLiteral: true } ? source.IndentBelow(line) : null);
    }

    public void Problem(int line, int column, string message) => source.Problem(line, column, message);

    /// <summary>
    /// Reports a problem by a rule that is newer than some published contracts. In a published contract it is no problem, because
    /// published contracts never change, and a newer program must not stop a dataset.
    /// </summary>
    internal void YoungerProblem(int line, int column, string message)
    {
        if (!source.IsPublished)
        {
            Problem(line, column, message);
        }
    }

    /// <summary>Reports the same at the key's value.</summary>
    internal void YoungerProblem(string key, string message)
    {
        var (line, column) = At(key);
        YoungerProblem(line, column, message);
    }

    /// <summary>Allows keys that nobody reads.</summary>
    public void Allow(params IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            known.Add(key);
        }
    }

    /// <summary>Reports, with the reason, a key that is allowed in other places but not here.</summary>
    public void Refuse(string key, string reason)
    {
        if (known.Add(key) && map.Entries.TryGetValue(key, out var entry))
        {
            Problem(entry.Key.Line, entry.Key.Column, reason);
        }
    }

    /// <summary>Call it last: it reports every key that was not asked for, with the most similar known key.</summary>
    public void NoOtherKeys()
    {
        foreach (var (name, entry) in map.Entries)
        {
            if (!known.Contains(name))
            {
                Problem(entry.Key.Line, entry.Key.Column, $"unknown key {SourceProblem.Quote(name)}; {NearestName.Hint(name, known)}");
            }
        }
    }

    private YamlNode? Value(string key)
    {
        known.Add(key);
        return map.Entries.TryGetValue(key, out var entry) && entry.Value is not YamlScalar { IsNull: true } ? entry.Value : null;
    }

    private string? Scalar(string key, string expected)
    {
        switch (Value(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return scalar.Text;
            case var other:
                Problem(key, $"'{key}' is {other.Kind}; expected {expected}");
                return null;
        }
    }

    private IReadOnlyList<YamlNode>? Items(string key)
    {
        switch (Value(key))
        {
            case null:
                return null;
            case YamlList list:
                return list.Items;
            case var other:
                Problem(key, $"'{key}' is {other.Kind}; expected a list");
                return null;
        }
    }

    private T? Refuse<T>(string key, string found, string expected)
        where T : struct
    {
        Problem(key, $"{SourceProblem.Quote(found)} is not {expected}");
        return null;
    }
}
