namespace DataShare.Warehouse;

/// <summary>
/// The files besides the database that statements of the embedded warehouse may read and write. Whatever the SQL of a
/// reader or a consumer says, the rest of the machine is out of its reach.
/// </summary>
/// <param name="Folders">With everything below them.</param>
/// <param name="Files">Single files.</param>
public sealed record FileReach(IReadOnlyList<string> Folders, IReadOnlyList<string> Files)
{
    /// <summary>The configuration too stays as it is: for processes that only answer queries.</summary>
    public bool IsLocked { get; init; }

    internal bool Covers(string file)
    {
        var path = Path.GetFullPath(file);
        return Files.Any(f => Path.GetFullPath(f) == path)
            || Folders.Any(f => path.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(f)) + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }
}
