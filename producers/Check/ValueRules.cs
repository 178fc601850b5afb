using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Minimum, maximum and enum of a column whose values have an order.</summary>
internal sealed class ValueRules<T>
    where T : struct, IComparable<T>
{
    private readonly Bound? minimum;
    private readonly Bound? maximum;
    private readonly HashSet<T>? allowed;
    private readonly RuleBreak? notAllowed;
    private readonly bool none;

    /// <param name="column">The column whose rules are checked.</param>
    /// <param name="parse">Reads a bound or an enum value as the contract writes it.</param>
    public ValueRules(ContractColumn column, Func<string, T> parse)
    {
        var rules = column.Rules;
        minimum = Bound.From(rules.Minimum, parse, "minimum", "below");
        maximum = Bound.From(rules.Maximum, parse, "maximum", "above");
        if (rules is { Enum: { } values, EnumIsOpen: false })
        {
            allowed = [.. values.Select(parse)];
            notAllowed = new RuleBreak("enum", $"is not one of {string.Join(", ", values)}");
        }

        none = minimum is null && maximum is null && allowed is null;
    }

    /// <summary>Null when the value is allowed.</summary>
    public RuleBreak? Check(T value)
    {
        if (none)
        {
            return null;
        }

        if (IsNaN(value) && (minimum ?? maximum) is { } bound)
        {
            return bound.NaNBreak;
        }

        if (minimum is not null && minimum.IsBeyond(-value.CompareTo(minimum.Value)))
        {
            return minimum.Break;
        }

        if (maximum is not null && maximum.IsBeyond(value.CompareTo(maximum.Value)))
        {
            return maximum.Break;
        }

        return allowed is null || allowed.Contains(value) ? null : notAllowed;
    }

    /// <summary>NaN has no place in the order: .NET sorts it below all numbers, DuckDB above.</summary>
    private static bool IsNaN(T value) => value is double number && double.IsNaN(number);

    private sealed record Bound(T Value, bool Exclusive, RuleBreak Break, RuleBreak NaNBreak)
    {
        public static Bound? From(RuleBound? bound, Func<string, T> parse, string rule, string side) =>
            bound is null
                ? null
                : new Bound(
                    parse(bound.Text),
                    bound.Exclusive,
                    new RuleBreak(rule, bound.Exclusive
                        ? $"is {side} or at the exclusive {rule} {bound.Text}"
                        : $"is {side} the {rule} {bound.Text}"),
                    new RuleBreak(rule, $"is not a number, so it breaks every bound; the {rule} is {bound.Text}"));

        public bool IsBeyond(int distance) => Exclusive ? distance >= 0 : distance > 0;
    }
}

/// <summary>Lengths, pattern and enum of a text column. Lengths count Unicode code points.</summary>
internal sealed class TextRules
{
    private readonly int? minLength;
    private readonly int? maxLength;
    private readonly Regex? pattern;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>>? allowed;
    private readonly RuleBreak? tooShort;
    private readonly RuleBreak? tooLong;
    private readonly RuleBreak? noMatch;
    private readonly RuleBreak? notAllowed;

    public TextRules(ContractColumn column)
    {
        var rules = column.Rules;
        minLength = rules.MinLength;
        maxLength = rules.MaxLength;
        tooShort = new RuleBreak("minLength", $"is shorter than {CountText.Of(minLength ?? 0, "character")}");
        tooLong = new RuleBreak("maxLength", $"is longer than {CountText.Of(maxLength ?? 0, "character")}");
        if (rules.Pattern is { } text)
        {
            // NonBacktracking takes linear time whatever the pattern is: a hostile value cannot stall the gate.
            pattern = new Regex($@"\A(?:{text})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            noMatch = new RuleBreak("pattern", $"does not match the pattern {text}");
        }

        if (rules is { Enum: { } values, EnumIsOpen: false })
        {
            allowed = new HashSet<byte[]>(values.Select(Encoding.UTF8.GetBytes), Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
            notAllowed = new RuleBreak("enum", $"is not one of {string.Join(", ", values)}");
        }
    }

    /// <summary>Null when the value is allowed.</summary>
    public RuleBreak? Check(ReadOnlySpan<byte> utf8)
    {
        // A value has at most as many code points as bytes: short values need no count.
        if (utf8.Length > maxLength && CodePoints(utf8) > maxLength)
        {
            return tooLong;
        }

        if (minLength is not null && CodePoints(utf8) < minLength)
        {
            return tooShort;
        }

        if (allowed is { } set && !set.Contains(utf8))
        {
            return notAllowed;
        }

        return pattern is null || IsMatch(pattern, utf8) ? null : noMatch;
    }

    private static bool IsMatch(Regex pattern, ReadOnlySpan<byte> utf8)
    {
        const int few = 256;
        if (utf8.Length > few)
        {
            return pattern.IsMatch(Encoding.UTF8.GetString(utf8));
        }

        Span<char> text = stackalloc char[few];
        return pattern.IsMatch(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    /// <summary>Counts the bytes that begin a code point.</summary>
    private static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    /// <summary>Compares texts by their UTF-8 bytes, so that a lookup allocates nothing.</summary>

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static Utf8Comparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x is null ? y is null : y is not null && x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
