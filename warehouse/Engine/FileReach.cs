namespace DataShare.Warehouse;

/// <summary>
/// The files, besides the database, that statements of the embedded warehouse can read and write. SQL of readers and
/// consumers cannot access any other file.
/// </summary>
/// <param name="Folders">With everything below them.</param>
/// <param name="Files">Single files.</param>
public sealed record FileReach(IReadOnlyList<string> Folders, IReadOnlyList<string> Files)
{
    /// <summary>Also locks the configuration; for processes that only answer queries.</summary>
    public bool IsLocked { get; init; }

    internal bool Covers(string file)
    {
        var path = Path.GetFullPath(file);
        return Files.Any(f => Path.GetFullPath(f) == path)
            || Folders.Any(f => path.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(f)) + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }
}
