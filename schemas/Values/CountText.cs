using System.Globalization;

namespace DataShare.Schemas;

/// <summary>Counts in messages: <c>1 row</c>, <c>12,000 rows</c>, <c>2 entries</c>.</summary>
public static class CountText
{
    /// <param name="noun">A noun in the singular, with a regular plural.</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {Noun(count, noun)}");

    private static string Noun(long count, string noun) => count switch
    {
        1 => noun,
        _ when noun is [.., not ('a' or 'e' or 'o' or 'u'), 'y'] => noun[..^1] + "ies",
        _ => noun + "s",
    };
}
