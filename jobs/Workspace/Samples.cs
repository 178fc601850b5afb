using System.Reflection;

namespace DataShare.Jobs;

/// <summary>
/// The sample contracts and consumer definitions. They are the repository's own files (<c>schemas/contracts</c>,
/// <c>consumers/definitions</c>), embedded in the program so that there is only one copy.
/// </summary>
internal static class Samples
{
    private const string Prefix = "samples/";

    /// <summary>Paths within a workspace (<c>contracts/orders/1.0.0.odcs.yaml</c>), in order.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..].Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes a sample into a workspace unless its file is there. Returns whether it was written.</summary>
    public static bool Write(string path, string root)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(n => n.Replace('\\', '/') == Prefix + path);
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return NewFile.Write(Path.Combine(root, path), reader.ReadToEnd());
    }
}
