using System.Security.Cryptography;
using System.Text;

namespace DataShare.Lake;

/// <summary>
/// The SHA-256 of a log entry in the entry itself, taken with zeros in its place: the entry after it names it too, but the
/// newest one has none after it yet.
/// </summary>
internal static class EntrySeal
{
    /// <summary>What stands in the entry until it is sealed.</summary>
    public static readonly string Open = new('0', HashDigits);

    private const int HashDigits = 64;

    /// <summary>Within a JSON string its quotes would have a backslash in front of them.</summary>
    private static ReadOnlySpan<byte> Key => "\"entrySha256\":\""u8;

    /// <summary>Puts the hash in.</summary>
    public static void Close(Span<byte> entry)
    {
        if (Find(entry) is { } at)
        {
            Encoding.ASCII.GetBytes(HashWithout(entry, at), entry[at]);
        }
    }

    /// <summary>Null when the entry is as it was sealed, or never was: by a program that knows of none.</summary>
    /// <returns>The hash that it has, and the one it names.</returns>
    public static (string Found, string Expected)? Difference(ReadOnlySpan<byte> entry)
    {
        if (Find(entry) is not { } at)
        {
            return null;
        }

        var (found, expected) = (HashWithout(entry, at), Encoding.ASCII.GetString(entry[at]));
        return found == expected ? null : (found, expected);
    }

    private static Range? Find(ReadOnlySpan<byte> entry)
    {
        var key = entry.IndexOf(Key);
        var start = key + Key.Length;
        return key >= 0 && entry.Length - start >= HashDigits ? start..(start + HashDigits) : null;
    }

    private static string HashWithout(ReadOnlySpan<byte> entry, Range seal)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(entry[..seal.Start]);
        hash.AppendData(Encoding.ASCII.GetBytes(Open));
        hash.AppendData(entry[seal.End..]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
