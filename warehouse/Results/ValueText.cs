using System.Collections;
using System.Globalization;

namespace DataShare.Warehouse;

/// <summary>
/// A value of a <see cref="ResultColumn"/> as text: ISO 8601 for times (UTC with <c>Z</c>), invariant numbers, base64
/// for bytes, JSON-like brackets for lists and structures. The caller handles null.
/// </summary>
public static class ValueText
{
    public static string Of(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset moment => Moment(moment.UtcDateTime) + "Z",
        DateTime { Kind: DateTimeKind.Utc } moment => Moment(moment) + "Z",
        DateTime moment => Moment(moment),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        Stream stream => Convert.ToBase64String(Bytes(stream)),
        IDictionary map => "{" + string.Join(", ", Entries(map).Select(e => $"{Of(e.Key)}: {OrNull(e.Value)}")) + "}",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(OrNull)) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    internal static byte[] Bytes(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public static IEnumerable<DictionaryEntry> Entries(IDictionary map) => map.Cast<DictionaryEntry>();

    private static string OrNull(object? value) => value is null or DBNull ? "null" : Of(value);

    private static string Moment(DateTime moment) =>
        moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
}
