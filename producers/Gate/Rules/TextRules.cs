using System.Globalization;
using System.Text.RegularExpressions;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Lengths, pattern and enum of a text column. Lengths count Unicode code points.</summary>
internal sealed class TextRules
{
    private readonly int? minLength;
    private readonly int? maxLength;
    private readonly Regex? pattern;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? allowed;
    private readonly RuleBreak? tooShort;
    private readonly RuleBreak? tooLong;
    private readonly RuleBreak? noMatch;
    private readonly RuleBreak? notAllowed;

    public TextRules(ContractColumn column)
    {
        var rules = column.Rules;
        minLength = rules.MinLength;
        maxLength = rules.MaxLength;
        tooShort = new RuleBreak("minLength", string.Create(CultureInfo.InvariantCulture, $"is shorter than {minLength} characters"));
        tooLong = new RuleBreak("maxLength", string.Create(CultureInfo.InvariantCulture, $"is longer than {maxLength} characters"));
        if (rules.Pattern is { } text)
        {
            // Linear in the length of the value whatever the pattern: a hostile value cannot stall the gate.
            pattern = new Regex($@"\A(?:{text})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            noMatch = new RuleBreak("pattern", $"does not match the pattern {text}");
        }

        if (rules is { Enum: { } values, EnumIsOpen: false })
        {
            allowed = new HashSet<string>(values, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
            notAllowed = new RuleBreak("enum", $"is not one of {string.Join(", ", values)}");
        }
    }

    /// <summary>Null when the value is allowed.</summary>
    public RuleBreak? Check(ReadOnlySpan<char> value)
    {
        // A value has at most as many code points as chars, so the count is only taken near the limit.
        if (value.Length > maxLength && CodePoints(value) > maxLength)
        {
            return tooLong;
        }

        if (minLength is not null && CodePoints(value) < minLength)
        {
            return tooShort;
        }

        if (allowed is { } set && !set.Contains(value))
        {
            return notAllowed;
        }

        return pattern is null || pattern.IsMatch(value) ? null : noMatch;
    }

    private static int CodePoints(ReadOnlySpan<char> value)
    {
        var count = value.Length;
        foreach (var c in value)
        {
            if (char.IsLowSurrogate(c))
            {
                count--;
            }
        }

        return count;
    }
}
