namespace DataShare.Lake;

/// <summary>Removes the leftovers of dead processes from a table's folder.</summary>
internal static class OrphanSweep
{
    public static async ValueTask<IReadOnlyList<string>> RunAsync(
        LogFolder log, TableState state, DateTimeOffset before, IReadOnlySet<LoadId> inUse, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(log.TableFolder))
        {
            return [];
        }

        var orphans = Directory.EnumerateFiles(log.TableFolder)
            .Where(f => IsOlder(f, before) && !IsOf(inUse, f) && !state.Mentions(PartPath.Encode(Path.GetFileName(f))))
            .ToList();
        // The state has no parts that were removed long ago, but old entries name them, and a rebuild reads them. So the
        // whole log is read, but only if there is something to remove, which is rare.
        if (orphans.Count > 0)
        {
            var named = await NamedAsync(log, cancellationToken);
            orphans.RemoveAll(f => named.Contains(Path.GetFullPath(f)));
        }

        orphans.AddRange(DurableFiles.TemporaryFrom(log.Folder, before.UtcDateTime, SearchOption.TopDirectoryOnly));
        orphans.ForEach(File.Delete);
        return [.. orphans.Select(f => Path.GetRelativePath(log.TableFolder, f)).Order(StringComparer.Ordinal)];
    }

    private static bool IsOlder(string file, DateTimeOffset before) => File.GetLastWriteTimeUtc(file) < before.UtcDateTime;

    /// <summary>Parts are named after a load: <c>part-&lt;load id&gt;-&lt;n&gt;.parquet</c>.</summary>
    private static bool IsOf(IReadOnlySet<LoadId> loads, string file) =>
        Path.GetFileName(file).Split('-') is ["part", var id, ..] && LoadId.TryParse(id) is { } load && loads.Contains(load);

    private static async ValueTask<HashSet<string>> NamedAsync(LogFolder log, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        for (var version = 0L; await log.TryReadAsync(version, cancellationToken) is { } entry; version++)
        {
            named.UnionWith(entry.Lines.Select(l => l.Add).OfType<AddAction>().Select(a => Path.GetFullPath(PartPath.FullPath(log.TableFolder, a.Path))));
        }

        return named;
    }
}
