namespace DataShare.TestKit;

/// <summary>A folder of its own for one test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("datashare-").FullName;

    public string Root { get; }

    /// <summary>The path below the folder; nothing is made.</summary>
    public string this[params ReadOnlySpan<string> parts] => Path.Combine([Root, .. parts]);

    /// <summary>Writes a file and the folders above it, and returns its path.</summary>
    public string Write(string relativePath, string content)
    {
        var path = Path.Combine(Root, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public string WriteBytes(string relativePath, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Root, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // A process that a test has just ended may still hold a file; the system clears its own folder.
        }
    }
}
