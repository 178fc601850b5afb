using System.Globalization;
using System.Text;

namespace DataShare.Schemas;

/// <summary>The meaning of a CSV field for a column, as the gate reads it.</summary>
internal static class FieldMeaning
{
    private static readonly CultureInfo Culture = NewCulture();

    /// <summary>The value; fields with the same value give equal objects. Null if the column does not accept the field.</summary>
    public static object? Of(string field, ContractColumn column, CsvDialect dialect)
    {
        if (dialect.NullValues.Contains(field, StringComparer.Ordinal))
        {
            return column.Required || column.PrimaryKeyPosition is not null ? null : DBNull.Value;
        }

        return column.Type.Kind switch
        {
            ColumnKind.Boolean => (object?)Flag(field, dialect),
            ColumnKind.Date => Date(field, dialect),
            ColumnKind.Timestamp or ColumnKind.TimestampLocal => Time(field, dialect, column.Type.Kind is ColumnKind.Timestamp),
            >= ColumnKind.Int8 and <= ColumnKind.Double => Number(field, column.Type, dialect),
            ColumnKind.String => column.Rules is { Enum: { } values, EnumIsOpen: false } && !values.Contains(field, StringComparer.Ordinal) ? null : field,
            _ => null,
        };
    }

    /// <summary>The value as text for a sentence, after "is".</summary>
    public static string Said(object meaning) => meaning switch
    {
        DBNull => "null",
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("d MMMM yyyy HH:mm:ss", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.############", CultureInfo.InvariantCulture),
        var text => $"the text {SourceProblem.Quote((string)text)}",
    };

    private static bool? Flag(string field, CsvDialect dialect)
    {
        var (trueWords, falseWords) = (dialect.TrueValues.Count > 0 ? dialect.TrueValues : ["true", "1"], dialect.FalseValues.Count > 0 ? dialect.FalseValues : ["false", "0"]);
        return trueWords.Any(Is) ? true : falseWords.Any(Is) ? false : null;

        bool Is(string word) => word == field || (Ascii.IsValid(word) && Ascii.EqualsIgnoreCase(word, field));
    }

    private static DateOnly? Date(string field, CsvDialect dialect) => One(
        dialect.DateFormats.Count > 0 ? dialect.DateFormats : ["yyyy-MM-dd"],
        format => DateOnly.TryParseExact(field, format, Culture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null);

    private static DateTime? Time(string field, CsvDialect dialect, bool hasZone) => One(
        dialect.TimestampFormats.Count > 0 ? dialect.TimestampFormats
            : hasZone ? ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ssK"]
            : ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss"],
        format => DateTime.TryParseExact(
            field, format, Culture, hasZone ? DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal : DateTimeStyles.None, out var time)
            && (hasZone || time.Kind is DateTimeKind.Unspecified)
                ? time
                : (DateTime?)null);

    /// <summary>The time; null if the formats disagree about it.</summary>
    private static T? One<T>(IEnumerable<string> formats, Func<string, T?> parse)
        where T : struct
    {
        var found = formats.Select(parse).Where(v => v is not null).Distinct().Take(2).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static decimal? Number(string field, ColumnType type, CsvDialect dialect)
    {
        var parts = field.Split(dialect.Decimal);
        if (parts.Length > 2 || Ungrouped(parts[0], dialect.Thousands) is not { } whole || (parts.Length == 2 && !parts[1].All(char.IsAsciiDigit)))
        {
            return null;
        }

        var fraction = parts.Length == 2 ? parts[1] : "";
        var digits = whole.TrimStart('-', '+').TrimStart('0').Length;
        var scale = fraction.TrimEnd('0').Length;
        var fits = type.Kind switch
        {
            ColumnKind.Double => digits + scale <= 15,
            ColumnKind.Decimal => digits <= type.Precision - type.Scale && scale <= type.Scale,
            _ => parts.Length == 1 && digits <= (type.Kind switch { ColumnKind.Int8 => 2, ColumnKind.Int16 => 4, ColumnKind.Int32 => 9, _ => 18 }),
        };
        return fits && decimal.TryParse($"{whole}.{fraction}0", NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The digits without separators; null if they are not in groups of three.</summary>
    private static string? Ungrouped(string whole, char? separator)
    {
        var groups = separator is { } one ? whole.Split(one) : [whole];
        var first = groups[0].TrimStart('-', '+');
        return first.Length > 0 && first.All(char.IsAsciiDigit) && groups.Skip(1).All(g => g.Length == 3 && g.All(char.IsAsciiDigit))
            && (groups.Length == 1 || (first.Length <= 3 && first[0] != '0'))
                ? string.Concat(groups)
                : null;
    }

    private static CultureInfo NewCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = 2049 };
        return CultureInfo.ReadOnly(culture);
    }
}
