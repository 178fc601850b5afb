namespace DataShare.Schemas;

public sealed partial class YamlMapping
{
    /// <summary>Where the key's value stands; without the key, where the mapping begins.</summary>
    public (int Line, int Column) At(string key) =>
        map.Entries.TryGetValue(key, out var entry)
            ? entry.Value is YamlScalar { IsNull: true } ? (entry.Key.Line, entry.Key.Column) : (entry.Value.Line, entry.Value.Column)
            : (map.Line, map.Column);

    /// <summary>A problem at the key's value.</summary>
    public void Problem(string key, string message)
    {
        var (line, column) = At(key);
        Problem(line, column, message);
    }

    /// <summary>
    /// A problem in a line of the key's text, from 1. Only a literal block (<c>|</c>) keeps the file's lines; in any other
    /// text the problem is where the text begins.
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

    /// <summary>Keeps where the key's value stands, for what is found wrong with it later.</summary>
    /// <param name="part">What was made of it.</param>
    /// <param name="detail">What of the part, when it is not the whole.</param>
    public void Note(object part, string key, string detail = "") => source.Places.Note(part, detail, Place(key));

    private TextPlace Place(string key)
    {
        var (line, column) = At(key);
        return new TextPlace(line, column, Value(key) is YamlScalar { IsLiteral: true } ? source.IndentBelow(line) : null);
    }

    public void Problem(int line, int column, string message) => source.Problem(line, column, message);

    /// <summary>
    /// A problem by a rule that is younger than contracts that were published without it. These never change, so that it is none
    /// of theirs: a dataset must not stop because the program is a newer one.
    /// </summary>
    public void YoungerProblem(int line, int column, string message)
    {
        if (!source.IsPublished)
        {
            Problem(line, column, message);
        }
    }

    /// <summary>As <see cref="YoungerProblem(int, int, string)"/>, at the key's value.</summary>
    public void YoungerProblem(string key, string message)
    {
        var (line, column) = At(key);
        YoungerProblem(line, column, message);
    }

    /// <summary>Notes keys that are allowed here though nobody reads them.</summary>
    public void Allow(params IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            known.Add(key);
        }
    }

    /// <summary>A key that means something elsewhere is a problem here, with the reason; unasked keys are.</summary>
    public void Refuse(string key, string reason)
    {
        if (known.Add(key) && map.Entries.TryGetValue(key, out var entry))
        {
            Problem(entry.Key.Line, entry.Key.Column, reason);
        }
    }

    /// <summary>Call last: every key never asked for is a problem, with the nearest known key.</summary>
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
