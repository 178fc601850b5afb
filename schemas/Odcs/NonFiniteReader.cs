namespace DataShare.Schemas;

/// <summary>Reads whether a column accepts NaN and infinity, which only doubles have.</summary>
internal static class NonFiniteReader
{
    public static ColumnRules Read(CustomProperties custom, ColumnType type, ColumnRules rules)
    {
        if (custom.Entry(ColumnRules.NonFiniteProperty) is not { } entry || !entry.Require("value") || entry.Text("value") is not { } word)
        {
            return rules;
        }

        if (word is not ("accept" or "reject"))
        {
            entry.Problem("value", $"{SourceProblem.Quote(word)} is not known for '{ColumnRules.NonFiniteProperty}'; expected accept or reject");
        }

        if (type.Kind is not ColumnKind.Double)
        {
            entry.Problem(
                "property", $"'{ColumnRules.NonFiniteProperty}' does not apply to a column of type {type}; only a double can be NaN or infinite");
            return rules;
        }

        if (word is not "accept")
        {
            return rules;
        }

        rules = rules with { TakesNonFinite = true };
        entry.Note(rules, "value", ColumnRules.NonFiniteProperty);
        return rules;
    }
}
