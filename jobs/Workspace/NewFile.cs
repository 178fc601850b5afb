namespace DataShare.Jobs;

internal static class NewFile
{
    /// <summary>Writes a file and creates its folders. An existing file is not changed. Returns whether it wrote the file.</summary>
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
