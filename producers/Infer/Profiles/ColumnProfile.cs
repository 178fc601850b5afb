using System.Text;

namespace DataShare.Producers;

/// <summary>
/// Describes the values of one column seen so far: the types that all of them fit, their greatest length, and the distinct
/// values while they are few.
/// </summary>
internal sealed class ColumnProfile(NumberForm numbers) : IDisposable
{
    /// <summary>The most values of an enum.</summary>
    public const int MostEnumValues = 20;

    /// <summary>In bytes of UTF-8; a value has at most as many characters.</summary>
    private const int LongestEnumValue = 100;

    /// <summary>Words that mean null in many files, unless all values of their column are text.</summary>
    public static readonly IReadOnlyList<string> NullWords = ["NULL", "null", "\\N", "NA", "N/A", "n/a", "#N/A", "-"];

    private static readonly byte[][] NullWordBytes = [.. NullWords.Select(Encoding.UTF8.GetBytes)];

    private readonly long[] nullWords = new long[NullWordBytes.Length];
    private readonly HashSet<string> distinct = new(StringComparer.Ordinal);
    private bool isUuid = true;

    public UniqueValues Unique { get; } = new();

    /// <summary>The values because of which the column does not have a type.</summary>
    public TypeBreaks Breaks { get; } = new();

    /// <summary>Values that are neither null nor a word for it.</summary>
    public long Values { get; private set; }

    public long Nulls { get; private set; }

    public int LongestChars { get; private set; }

    public NumberProfile Numbers { get; } = new(numbers);

    public BooleanProfile Booleans { get; } = new();

    public TimeProfile Times { get; } = new();

    public bool IsUuid => isUuid && Values > 0;

    /// <summary>Whether all values fit a type other than text.</summary>
    public bool IsTyped => Values > 0 && (Numbers.Type is not null || Booleans.IsBoolean || Times.IsDate || Times.IsTime || IsUuid);

    /// <summary>The distinct values, in ordinal order; null when they are too many or too long.</summary>
    public IReadOnlyList<string>? Distinct => distinct.Count > MostEnumValues ? null : [.. distinct.Order(StringComparer.Ordinal)];

    public long CountOf(int nullWord) => nullWords[nullWord];

    public void AddNull() => Nulls++;

    /// <summary>Takes a value that may be a word for null.</summary>
    /// <param name="at">The place of its row.</param>
    public void Add(ReadOnlySpan<byte> value, RowPlace at = default)
    {
        for (var i = 0; value.Length <= 4 && i < NullWordBytes.Length; i++)
        {
            if (value.SequenceEqual(NullWordBytes[i]))
            {
                nullWords[i]++;
                return;
            }
        }

        AddValue(value, at);
    }

    public void AddValue(ReadOnlySpan<byte> value, RowPlace at = default)
    {
        Unique.Add(value);
        AddTypes(value, at);
        Values++;
        if (value.Length > LongestChars)
        {
            LongestChars = Math.Max(LongestChars, CodePoints(value));
        }

        if (distinct.Count <= MostEnumValues)
        {
            Remember(value);
        }
    }

    /// <summary>Counts a value whose type is known.</summary>
    /// <param name="key">Bits that distinguish the value from others; null if its type cannot be a key.</param>
    public void CountValue(ulong? key)
    {
        Values++;
        isUuid = false;
        if (key is { } value)
        {
            Unique.Add(value);
        }
    }

    /// <summary>Counts the words for null: the real ones as nulls, the others as values.</summary>
    public void TakeNullWords(IReadOnlyCollection<string> realNulls)
    {
        for (var i = 0; i < NullWordBytes.Length; i++)
        {
            if (realNulls.Contains(NullWords[i]))
            {
                Nulls += nullWords[i];
                continue;
            }

            // Two are enough to show that the values are not unique.
            var looked = Math.Min(nullWords[i], 2);
            for (var n = looked; n > 0; n--)
            {
                AddValue(NullWordBytes[i]);
            }

            Values += nullWords[i] - looked;
        }
    }

    public void Dispose() => Unique.Dispose();

    private void Remember(ReadOnlySpan<byte> value)
    {
        if (value.Length <= LongestEnumValue)
        {
            Span<char> text = stackalloc char[LongestEnumValue];
            distinct.GetAlternateLookup<ReadOnlySpan<char>>().Add(text[..Encoding.UTF8.GetChars(value, text)]);
            return;
        }

        // A value that is too long for an enum: fills the set, so that it counts as too many.
        for (var i = 0; distinct.Count <= MostEnumValues; i++)
        {
            distinct.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private void AddTypes(ReadOnlySpan<byte> value, RowPlace at)
    {
        var (wasNumber, wasBoolean, wasDate, wasTime, wasUuid) = (Numbers.IsPossible, Booleans.IsPossible, Times.IsDate, Times.IsTime, isUuid);
        if (!wasNumber && !wasBoolean && !wasDate && !wasTime && !wasUuid)
        {
            return;
        }

        Numbers.Add(value);
        Booleans.Add(value);
        Times.Add(value);
        isUuid = isUuid && default(UuidParser).TryParse(value, out _);
        Breaks.Note(wasNumber, Numbers.IsPossible, "number", value, at, Values);
        Breaks.Note(wasBoolean, Booleans.IsPossible, "boolean", value, at, Values);
        Breaks.Note(wasDate, Times.IsDate, "date", value, at, Values);
        Breaks.Note(wasTime, Times.IsTime, "timestamp", value, at, Values);
        Breaks.Note(wasUuid, isUuid, "uuid", value, at, Values);
    }

    private static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
        {
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }
}
