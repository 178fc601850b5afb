using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>Reads the changes of a contract that a consumer tolerates.</summary>
internal static class ToleranceReader
{
    private const string Expected = "expected string, i8, i16, i32, i64, decimal(p,s), double, boolean, date, timestamp, timestamp without time zone, uuid or binary";

    /// <summary><c>types: {amount: [decimal(20,2)]}</c>.</summary>
    /// <param name="columns">The columns that are read; null for all.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<ColumnType>> Types(YamlMapping read, IReadOnlyList<string>? columns)
    {
        var accepted = new Dictionary<string, IReadOnlyList<ColumnType>>(StringComparer.OrdinalIgnoreCase);
        if (read.Mapping("types") is not { } types)
        {
            return accepted;
        }

        foreach (var name in types.Keys.ToList())
        {
            if (columns is not null && !columns.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                types.Problem(name, $"the column {SourceProblem.Quote(name)} is not read; {NearestName.Hint(name, [.. columns])}");
            }

            var taken = new List<ColumnType>();
            types.Require(name);
            foreach (var text in Whole(types.TextItems(name) ?? []))
            {
                if (ColumnType.TryParse(text.Text) is { } type)
                {
                    taken.Add(type);
                }
                else
                {
                    types.Problem(text.Line, text.Column, $"{SourceProblem.Quote(text.Text)} is not a type; {Expected}");
                }
            }

            accepted.TryAdd(name, taken);
        }

        return accepted;
    }

    /// <summary><c>newEnumValues: accept</c>; without it a new value of an enum breaks the consumer.</summary>
    public static bool AcceptsNewEnumValues(YamlMapping read) => read.OneOf("newEnumValues", "accept", "refuse") is "accept";

    /// <summary>Joins the two items that YAML makes of <c>decimal(20,2)</c> in brackets.</summary>
    private static IEnumerable<YamlText> Whole(IReadOnlyList<YamlText> items)
    {
        YamlText? open = null;
        foreach (var item in items)
        {
            var whole = open is null ? item : open with { Text = $"{open.Text},{item.Text}" };
            open = null;
            if (whole.Text.Contains('(', StringComparison.Ordinal) && !whole.Text.Contains(')', StringComparison.Ordinal))
            {
                open = whole;
            }
            else
            {
                yield return whole;
            }
        }

        if (open is not null)
        {
            yield return open;
        }
    }
}
