using System.Globalization;

namespace DataShare.Producers;

/// <summary>
/// The order of files: by the time at which they were last written. For equal times, the name decides, with digits read
/// as numbers: <c>part-2</c> comes before <c>part-10</c>.
/// </summary>
public sealed class ArrivalOrder : IComparer<FileInfo>, IComparer<string>
{
    public static ArrivalOrder Instance { get; } = new();

    public int Compare(FileInfo? x, FileInfo? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return x.LastWriteTimeUtc.CompareTo(y.LastWriteTimeUtc) is not 0 and var byTime ? byTime : Compare(x.Name, y.Name);
    }

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            var order = char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j])
                ? CompareNumbers(Digits(a, ref i), Digits(b, ref j))
                : a[i++].CompareTo(b[j++]);
            if (order != 0)
            {
                return order;
            }
        }

        // Of names that differ only in leading zeros one still has to be the first.
        return (a.Length - i).CompareTo(b.Length - j) is not 0 and var rest ? rest : string.CompareOrdinal(a, b);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text.AsSpan(start, at - start).TrimStart('0');
    }

    private static int CompareNumbers(ReadOnlySpan<char> x, ReadOnlySpan<char> y) =>
        x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);

    /// <summary>Formats the time of a file.</summary>
    public static string Shown(DateTimeOffset writtenAt) => writtenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
