namespace DataShare.TestKit;

/// <summary>A temporary folder for one test; deleted after it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("datashare-").FullName;

    public string Root { get; }

    /// <summary>A path below the folder. Nothing is created.</summary>
    public string this[params ReadOnlySpan<string> parts] => Path.Combine([Root, .. parts]);

    /// <summary>Writes a file, creates its folders, and returns its path.</summary>
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
            // A process that a test has just ended may still hold a file. The system clears its temporary folder later.
        }
    }
}
