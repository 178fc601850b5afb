using System.Globalization;

namespace DataShare.Schemas;

/// <summary>Reads the custom properties of a contract that concern the change from one version to the next.</summary>
internal static class EvolutionReader
{
    /// <summary>The default as text in ISO form; null if there is none, or if the column cannot have it.</summary>
    public static string? Default(CustomProperties custom, ColumnType? type)
    {
        if (custom.Entry("default") is not { } entry || !entry.Require("value") || entry.Text("value") is not { } text || type is not { } known)
        {
            return null;
        }

        if (ColumnValue.Fits(known, text))
        {
            return text;
        }

        entry.Problem("value", $"the default {SourceProblem.Quote(text)} is not {ColumnValue.Expected(known)}");
        return null;
    }

    public static IReadOnlyList<string> Aliases(CustomProperties custom, string name)
    {
        if (custom.Entry("aliases") is not { } entry)
        {
            return [];
        }

        entry.Require("value");
        var aliases = new List<string>();
        foreach (var alias in entry.TextItems("value") ?? [])
        {
            if (alias.Text == name || aliases.Contains(alias.Text, StringComparer.Ordinal))
            {
                entry.Problem(alias.Line, alias.Column, $"the alias {SourceProblem.Quote(alias.Text)} is the column's own name; expected another name");
            }
            else
            {
                aliases.Add(alias.Text);
            }
        }

        return aliases;
    }

    public static IReadOnlyList<Waiver> Waivers(CustomProperties custom)
    {
        if (custom.Entry("waivers") is not { } entry)
        {
            return [];
        }

        entry.Require("value");
        return [.. entry.Mappings("value").Select(Waiver).OfType<Waiver>()];
    }

    private static Waiver? Waiver(YamlMapping waiver)
    {
        var isOfProducers = waiver.Has("producer");
        if (isOfProducers && waiver.Has("consumer"))
        {
            waiver.Problem("producer", "a waiver is for a consumer or for a producer; expected one of the two");
        }

        var (change, consumer, by) = (waiver.RequiredText("change"), waiver.RequiredText(isOfProducers ? "producer" : "consumer"), waiver.RequiredText("agreedBy"));
        if (isOfProducers)
        {
            waiver.Allow("consumer");
        }

        var text = waiver.RequiredText("until");
        waiver.NoOtherKeys();
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until))
        {
            if (text.Length > 0)
            {
                waiver.Problem("until", $"{SourceProblem.Quote(text)} is not a date; expected for example 2026-12-31");
            }

            return null;
        }

        return new Waiver(change, consumer, until, by) { IsOfProducers = isOfProducers };
    }
}
