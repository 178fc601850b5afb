using System.Security.Cryptography;
using System.Text;

namespace DataShare.Lake;

/// <summary>Further identities of a drop in a log, besides its content.</summary>
public static class IdentityOf
{
    /// <summary>The replay of a quarantine entry, which is replayed only once, even with different bytes.</summary>
    /// <param name="of">The load that is replayed.</param>
    public static string Replay(LoadId of) => Hash($"replay\n{of}");

    /// <summary>A member of an archive.</summary>
    /// <param name="archive">The archive's own identity.</param>
    public static string Archive(string archive) => Hash($"archive\n{archive}");

    /// <summary>A content under a name.</summary>
    public static string NameAndContent(string name, ContentHash content) => Hash($"{name}\n{content}");

    private static string Hash(string text) => ContentHash.From(SHA256.HashData(Encoding.UTF8.GetBytes(text))).Value;
}
