using System.Security.Cryptography;
using System.Text;

namespace DataShare.Lake;

/// <summary>
/// The SHA-256 of a log entry in the entry itself, computed with zeros in its place. The next entry names the hash too, but
/// the newest entry has no next one yet.
/// </summary>
internal static class EntrySeal
{
    /// <summary>The zeros in the entry until it is sealed.</summary>
    public static readonly string Open = new('0', HashDigits);

    private const int HashDigits = 64;

    /// <summary>Found only as a real key: inside a JSON string, its quotes would have backslashes.</summary>
    private static ReadOnlySpan<byte> Key => "\"entrySha256\":\""u8;

    /// <summary>Writes the hash into the entry.</summary>
    public static void Close(Span<byte> entry)
    {
        if (Find(entry) is { } at)
        {
            Encoding.ASCII.GetBytes(HashWithout(entry, at), entry[at]);
        }
    }

    /// <summary>Null if the entry is unchanged, or a program without seals wrote it.</summary>
    /// <returns>The hash of the entry now, and the hash in it.</returns>
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
