namespace DataShare.Jobs;

internal static class NewFile
{
    /// <summary>Writes a file and the folders above it; a file that is there stays as it is. Returns whether it wrote.</summary>
    public static bool Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            return false;
        }

        using var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew));
        writer.Write(content);
        return true;
    }
}
