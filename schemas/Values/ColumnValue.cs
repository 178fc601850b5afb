using System.Globalization;

namespace DataShare.Schemas;

/// <summary>Values in the text of a contract: bounds, enums, the delete marker. They are always in ISO form.</summary>
internal static class ColumnValue
{
    private static readonly string[] LocalForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF",
    ];

    private static readonly string[] ZonedForms = [.. LocalForms, .. LocalForms.Skip(1).Select(f => f + "K")];

    /// <summary>Whether the text is a value that a column of the type can hold.</summary>
    public static bool Fits(ColumnType type, string text) => type.Kind switch
    {
        ColumnKind.String => true,
        ColumnKind.Decimal => FitsDecimal(type, text),
        ColumnKind.Boolean => text is "true" or "false",
        ColumnKind.Uuid => Guid.TryParse(text, out _),
        ColumnKind.Binary => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        _ => Comparable(type, text) is not null,
    };

    /// <summary>Like <see cref="Fits"/>, but a decimal's bound may have more digits than its column.</summary>
    public static bool IsBound(ColumnType type, string text) => Comparable(type, text) is not null;

    /// <summary>Null if one of them is not a value of the type, or the type has no order.</summary>
    public static int? Compare(ColumnType type, string left, string right) =>
        Comparable(type, left) is { } a && Comparable(type, right) is { } b ? a.CompareTo(b) : null;

    /// <summary>Whether both are the same value of the type: 1.0 and 1 are the same number; texts must be equal.</summary>
    public static bool Same(ColumnType type, string left, string right) =>
        left == right
        || (ValueSteps.Of(type, left) is { } one && ValueSteps.Of(type, right) is { } other ? one == other : Compare(type, left, right) == 0)
        || (type.Kind is ColumnKind.Uuid && Guid.TryParse(left, out var a) && Guid.TryParse(right, out var b) && a == b);

    public static string Expected(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => $"a whole number that fits {type}",
        ColumnKind.Decimal or ColumnKind.Double => $"a number that fits {type}",
        ColumnKind.Boolean => "true or false",
        ColumnKind.Date => "a date such as 2026-01-31",
        ColumnKind.Timestamp => "a timestamp such as 2026-01-31T12:00:00Z",
        ColumnKind.TimestampLocal => "a timestamp without an offset such as 2026-01-31T12:00:00",
        ColumnKind.Uuid => "a uuid",
        ColumnKind.Binary => "base64",
        _ => "text",
    };

    internal static IComparable? Comparable(ColumnType type, string text) => type.Kind switch
    {
        ColumnKind.Int8 => Whole(text, sbyte.MinValue, sbyte.MaxValue),
        ColumnKind.Int16 => Whole(text, short.MinValue, short.MaxValue),
        ColumnKind.Int32 => Whole(text, int.MinValue, int.MaxValue),
        ColumnKind.Int64 => Whole(text, long.MinValue, long.MaxValue),
        ColumnKind.Decimal or ColumnKind.Double =>
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : null,
        ColumnKind.Date =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d) ? d : null,
        ColumnKind.Timestamp =>
            DateTimeOffset.TryParseExact(text, ZonedForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var t) ? t : null,
        ColumnKind.TimestampLocal =>
            DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var l) ? l : null,
        _ => null,
    };

    private static long? Whole(string text, long from, long to) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= from && n <= to ? n : null;

    /// <summary>Counts digits, because no number type of .NET can hold a decimal(38,s).</summary>
    private static bool FitsDecimal(ColumnType type, string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        if (text.Length - digits.Length > 1)
        {
            return false;
        }

        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        return whole.Length + fraction.Length > 0
            && !whole.ContainsAnyExceptInRange('0', '9')
            && !fraction.ContainsAnyExceptInRange('0', '9')
            && whole.TrimStart('0').Length <= type.Precision - type.Scale
            && fraction.TrimEnd('0').Length <= type.Scale;
    }
}
