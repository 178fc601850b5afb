namespace DataShare.Lake;

/// <summary>Converts a part's name to the <c>path</c> of an action, which is a URI, and back.</summary>
internal static class PartPath
{
    public static string Encode(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The full path of the file; another program's path may be absolute.</summary>
    public static string FullPath(string tableFolder, string path)
    {
        // Hadoop writes "file:/a", in which Uri finds no host.
        var address = path.StartsWith("file:/", StringComparison.Ordinal) && !path.StartsWith("file://", StringComparison.Ordinal)
            ? "file://" + path["file:".Length..]
            : path;
        return address.Contains("://", StringComparison.Ordinal)
            ? new Uri(address).LocalPath
            : Path.Combine(tableFolder, Uri.UnescapeDataString(path));
    }
}
