using System.Globalization;
using System.Text;

namespace DataShare.Producers;

/// <summary>Times in formats of a contract.</summary>
internal static class FormattedTime
{
    /// <summary>The last year that two digits mean: <c>50</c> is 1950, on every machine.</summary>
    private const int TwoDigitYearMax = 2049;

    private const int MaxChars = 100;

    public delegate bool Parse<T>(ReadOnlySpan<char> text, string format, out T value);

    public static CultureInfo Culture { get; } = NewCulture();

    /// <summary>Parses a field that fits at least one format. Fails if two formats give different times.</summary>
    /// <param name="conflict">The text of that violation, without the value; otherwise null.</param>
    public static bool TryParse<T>(ReadOnlySpan<byte> field, string[] formats, Parse<T> parse, out T value, out string? conflict)
        where T : struct, IEquatable<T>
    {
        (value, conflict) = (default, null);
        Span<char> room = stackalloc char[MaxChars];
        if (field.Length > room.Length || Ascii.ToUtf16(field, room, out var written) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        string? fitting = null;
        foreach (var format in formats)
        {
            if (!parse(room[..written], format, out var found))
            {
                continue;
            }

            if (fitting is not null && !found.Equals(value))
            {
                (value, conflict) = (default, $"fits the formats '{fitting}' and '{format}', which give different times");
                return false;
            }

            (value, fitting) = (found, fitting ?? format);
        }

        return fitting is not null;
    }

    private static CultureInfo NewCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = TwoDigitYearMax };
        return CultureInfo.ReadOnly(culture);
    }
}

/// <summary>A parser that can say why it refused a value that fits several formats.</summary>
internal interface IFormattedParser
{
    /// <summary>The text of the violation, without the value; null unless two formats give different times.</summary>
    string? Conflict(ReadOnlySpan<byte> field);
}
