namespace DataShare.Schemas;

/// <summary>
/// The <c>customProperties</c> of one place: a list of <c>{property, value}</c>. They have what the standard lacks, so
/// an unknown one is taken for a slip and is a problem.
/// </summary>
internal sealed class CustomProperties
{
    private readonly Dictionary<string, YamlMapping> entries = new(StringComparer.Ordinal);

    public CustomProperties(YamlMapping owner, params string[] known)
    {
        foreach (var entry in owner.Mappings("customProperties"))
        {
            entry.Allow("id", "description", "value");
            var property = entry.RequiredText("property");
            entry.NoOtherKeys();
            if (property.Length > 0 && !known.Contains(property, StringComparer.Ordinal))
            {
                var hint = known.Length is 0 ? "none is known here" : NearestName.Hint(property, known);
                entry.Problem("property", $"unknown custom property {SourceProblem.Quote(property)}; {hint}");
            }
            else if (property.Length > 0 && !entries.TryAdd(property, entry))
            {
                entry.Problem("property", $"the custom property '{property}' is a duplicate");
            }
        }
    }

    /// <summary>The entry, with its value under the key <c>value</c>; null if there is none.</summary>
    public YamlMapping? Entry(string property) => entries.GetValueOrDefault(property);

    /// <summary>The value, if it is a mapping.</summary>
    public YamlMapping? Mapping(string property)
    {
        if (Entry(property) is not { } entry)
        {
            return null;
        }

        entry.Require("value");
        return entry.Mapping("value");
    }
}
