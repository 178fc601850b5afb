using System.Security.Cryptography;
using System.Text;

namespace DataShare.Lake;

/// <summary>What a drop is known by in a log besides its content.</summary>
public static class IdentityOf
{
    /// <summary>That it replays an entry of the quarantine, which is replayed once, whoever asks and with whatever bytes.</summary>
    /// <param name="of">The load that is replayed.</param>
    public static string Replay(LoadId of) => Hash($"replay\n{of}");

    /// <summary>That it came in an archive.</summary>
    /// <param name="archive">The archive's own identity.</param>
    public static string Archive(string archive) => Hash($"archive\n{archive}");

    /// <summary>That it is this content under this name.</summary>
    public static string NameAndContent(string name, ContentHash content) => Hash($"{name}\n{content}");

    private static string Hash(string text) => ContentHash.From(SHA256.HashData(Encoding.UTF8.GetBytes(text))).Value;
}
