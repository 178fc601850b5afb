using System.Globalization;

namespace DataShare.Schemas;

/// <summary>
/// One mapping of a YAML file. Each method that takes a key also marks the key as known. If the value has the wrong shape,
/// the method reports a problem and returns null, so that reading can continue. A key without a value is the same as no key.
/// </summary>
public sealed partial class YamlMapping
{
    private readonly YamlSource source;
    private readonly YamlMap map;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    internal YamlMapping(YamlSource source, YamlMap map)
    {
        this.source = source;
        this.map = map;
    }

    public int Line => map.Line;

    public int Column => map.Column;

    /// <summary>The keys in the order of the file.</summary>
    public IEnumerable<string> Keys => map.Entries.Keys;

    public bool Has(string key) => Value(key) is not null;

    /// <summary>Whether the key has a list, for a key that may have a list or a mapping.</summary>
    internal bool HasList(string key) => Value(key) is YamlList;

    /// <summary>Any single value as a text, also a number or a boolean.</summary>
    public string? Text(string key) => Scalar(key, "text");

    /// <summary>Empty if there is none; then a problem is reported at the mapping itself.</summary>
    public string RequiredText(string key) => Require(key) ? Text(key) ?? "" : "";

    /// <summary>False if the key or its value is missing; then a problem is reported at the mapping itself.</summary>
    public bool Require(string key)
    {
        if (Value(key) is not null)
        {
            return true;
        }

        Problem(key, $"the key '{key}' is missing");
        return false;
    }

    public bool? Flag(string key) => Scalar(key, "true or false") switch
    {
        null => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        var text => Refuse<bool>(key, text, "true or false"),
    };

    public int? Number(string key) => Scalar(key, "a whole number") switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) => n,
        var text => Refuse<int>(key, text, "a whole number"),
    };

    internal decimal? Decimal(string key) => Scalar(key, "a number") switch
    {
        null => null,
        var text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) => n,
        var text => Refuse<decimal>(key, text, "a number"),
    };

    /// <summary>A time span such as <c>500ms</c>, <c>2s</c>, <c>1m</c>, <c>1h</c> or <c>1d</c>, at most 365 days.</summary>
    public TimeSpan? Duration(string key) => Scalar(key, DurationText.Expected) switch
    {
        null => null,
        var text when DurationText.TryParse(text) is { } duration => duration,
        var text => Refuse<TimeSpan>(key, text, DurationText.Expected),
    };

    /// <summary>One of the names; null if the key is missing, or if it has another value, which is a problem.</summary>
    public string? OneOf(string key, params IReadOnlyList<string> names)
    {
        var text = Scalar(key, $"one of {string.Join(", ", names)}");
        if (text is null || names.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        var near = NearestName.Of(text, names) is { } name ? $"; did you mean '{name}'?" : "";
        Problem(key, $"{SourceProblem.Quote(text)} is not known for '{key}'; expected {string.Join(", ", names)}{near}");
        return null;
    }

    /// <summary>Call it once for a key, because each returned mapping has its own record of known keys.</summary>
    public YamlMapping? Mapping(string key)
    {
        switch (Value(key))
        {
            case null:
                return null;
            case YamlMap value:
                return new YamlMapping(source, value);
            case var other:
                Problem(key, $"'{key}' is {other.Kind}; expected a mapping of keys to values");
                return null;
        }
    }

    /// <summary>The mappings of a list; empty if there is none. Call it once for a key.</summary>
    public IReadOnlyList<YamlMapping> Mappings(string key)
    {
        var mappings = new List<YamlMapping>();
        foreach (var item in Items(key) ?? [])
        {
            if (item is YamlMap value)
            {
                mappings.Add(new YamlMapping(source, value));
            }
            else
            {
                Problem(item.Line, item.Column, $"an item of '{key}' is {item.Kind}; expected a mapping of keys to values");
            }
        }

        return mappings;
    }

    /// <summary>The texts of a list; null if there is no list.</summary>
    internal IReadOnlyList<string>? Texts(string key) => TextItems(key)?.Select(t => t.Text).ToList();

    /// <summary>The texts of a list that may contain nulls; null if there is no list.</summary>
    internal IReadOnlyList<string?>? NullableTexts(string key)
    {
        if (Items(key) is not { } items)
        {
            return null;
        }

        foreach (var item in items.Where(i => i is not YamlScalar))
        {
            Problem(item.Line, item.Column, $"an item of '{key}' is {item.Kind}; expected text or null");
        }

        return [.. items.OfType<YamlScalar>().Select(s => s.IsNull ? null : s.Text)];
    }

    /// <summary>The texts of a list that is only documentation. Items that are no texts are left out without a problem.</summary>
    internal IReadOnlyList<string> Words(string key) =>
        Value(key) is YamlList list ? [.. list.Items.OfType<YamlScalar>().Where(s => !s.IsNull).Select(s => s.Text)] : [];

    /// <summary>The texts of a list with their places; null if there is no list.</summary>
    public IReadOnlyList<YamlText>? TextItems(string key)
    {
        if (Items(key) is not { } items)
        {
            return null;
        }

        var texts = new List<YamlText>();
        foreach (var item in items)
        {
            if (item is YamlScalar { IsNull: false } scalar)
            {
                texts.Add(new YamlText(scalar.Text, scalar.Line, scalar.Column));
            }
            else
            {
                Problem(item.Line, item.Column, $"an item of '{key}' is {item.Kind}; expected text");
            }
        }

        return texts;
    }
}
