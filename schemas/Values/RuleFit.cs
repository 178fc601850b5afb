using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>Checks values in the text of a contract against the values that a column accepts from files.</summary>
internal static class RuleFit
{
    /// <summary>Whether a file could have the value.</summary>
    public static bool Takes(ContractColumn column, string text) => Fault(column, text) is null;

    /// <summary>The reason why no file can have the value, as the end of a sentence: <c>is longer than maxLength 5</c>. Null if a file can.</summary>
    public static string? Fault(ContractColumn column, string text)
    {
        var (type, rules) = (column.Type, column.Rules);
        if (!ColumnValue.Fits(type, text))
        {
            return $"is not {ColumnValue.Expected(type)}";
        }

        return type.Kind is ColumnKind.String && LengthFault(rules, text.EnumerateRunes().Count()) is { } length ? length
            : IsBelow(type, text, rules.Minimum) ? $"is below the minimum {Said(rules.Minimum!)}"
            : IsAbove(type, text, rules.Maximum) ? $"is above the maximum {Said(rules.Maximum!)}"
            : rules is { Enum: { } values, EnumIsOpen: false } && !values.Any(v => ColumnValue.Same(type, v, text)) ? $"is not one of {string.Join(", ", values)}"
            : rules.Pattern is { } pattern && !Matches(pattern, text) ? $"does not match the pattern {pattern}"
            : null;
    }

    private static string? LengthFault(ColumnRules rules, int length) =>
        length > rules.MaxLength ? FormattableString.Invariant($"is longer than maxLength {rules.MaxLength}")
        : length < rules.MinLength ? FormattableString.Invariant($"is shorter than minLength {rules.MinLength}")
        : null;

    private static bool IsBelow(ColumnType type, string text, RuleBound? minimum) =>
        minimum is not null
        && (ValueSteps.Least(type, minimum) is { } least ? ValueSteps.Of(type, text)?.Steps < least : IsBeyond(ColumnValue.Compare(type, minimum.Text, text), minimum));

    private static bool IsAbove(ColumnType type, string text, RuleBound? maximum) =>
        maximum is not null
        && (ValueSteps.Most(type, maximum) is { } most ? ValueSteps.Of(type, text)?.Steps > most : IsBeyond(ColumnValue.Compare(type, text, maximum.Text), maximum));

    private static bool IsBeyond(int? order, RuleBound bound) => order > 0 || (order == 0 && bound.Exclusive);

    private static string Said(RuleBound bound) => bound.Exclusive ? $"{bound.Text} (exclusive)" : bound.Text;

    /// <summary>True if the pattern itself is invalid, because another check reports that.</summary>
    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }
}
