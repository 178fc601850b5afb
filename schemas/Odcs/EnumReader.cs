namespace DataShare.Schemas;

/// <summary>
/// Reads the values that a column may have: <c>enum</c> of the standard (since v3.2, a list of mappings with a
/// <c>value</c>), or the custom property of that name (a list of values), which v3.1 files have.
/// </summary>
internal static class EnumReader
{
    public static ColumnRules Read(YamlMapping property, CustomProperties custom, ColumnType type, ColumnRules rules)
    {
        var standard = Standard(property);
        var own = custom.Entry("enum")?.TextItems("value");
        var isOpen = custom.Entry("enumOpen")?.Flag("value") ?? false;
        if (standard is not null && own is not null)
        {
            property.Problem("enum", "values both under 'enum' and in customProperties; expected one of them");
        }

        var values = standard ?? own;
        if (values is null)
        {
            if (custom.Entry("enumOpen") is { } open)
            {
                open.Problem("value", "an open enum without values; expected enum next to it");
            }

            return rules;
        }

        Check(property, type, rules, values);
        return rules with { Enum = [.. values.Select(v => v.Text)], EnumIsOpen = isOpen };
    }

    private static List<YamlText>? Standard(YamlMapping property)
    {
        if (!property.Has("enum"))
        {
            return null;
        }

        var values = new List<YamlText>();
        foreach (var entry in property.Mappings("enum"))
        {
            if (entry.Require("value"))
            {
                var (line, column) = entry.At("value");
                values.Add(new YamlText(entry.Text("value") ?? "", line, column));
            }

            entry.Allow("id", "label", "description", "tags", "customProperties", "authoritativeDefinitions");
            entry.NoOtherKeys();
        }

        return values;
    }

    private static void Check(YamlMapping property, ColumnType type, ColumnRules rules, IReadOnlyList<YamlText> values)
    {
        var (line, column) = property.At(property.Has("enum") ? "enum" : "customProperties");
        if (values.Count == 0)
        {
            property.Problem(line, column, "an enum without values; expected at least one");
        }

        if (type.Kind is ColumnKind.Binary or ColumnKind.Boolean)
        {
            property.Problem(line, column, $"an enum does not apply to a {type} column");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            if (!ColumnValue.Fits(type, value.Text))
            {
                property.Problem(
                    value.Line, value.Column,
                    $"the enum value {SourceProblem.Quote(value.Text)} is not {ColumnValue.Expected(type)}");
            }
            else if (rules.MaxLength is { } longest && value.Text.EnumerateRunes().Count() > longest)
            {
                property.Problem(
                    value.Line, value.Column,
                    $"the enum value {SourceProblem.Quote(value.Text)} is longer than maxLength {longest}");
            }
            else if (!seen.Add(value.Text))
            {
                property.Problem(value.Line, value.Column, $"the enum value {SourceProblem.Quote(value.Text)} is a duplicate");
            }
        }
    }
}
