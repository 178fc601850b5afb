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

    /// <summary>What the field is in the formats that it fits. Where two of them make different times of it, it is none.</summary>
    /// <param name="conflict">Then what to say of it, without the value.</param>
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

/// <summary>A parser that knows why a value is none although formats take it.</summary>
internal interface IFormattedParser
{
    /// <summary>What to say behind the value, or null when no two formats take it for different times.</summary>
    string? Conflict(ReadOnlySpan<byte> field);
}
