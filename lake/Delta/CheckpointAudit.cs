namespace DataShare.Lake;

/// <summary>Compares a checkpoint with the replayed log of the same version.</summary>
internal static class CheckpointAudit
{
    /// <summary>The difference, as the end of a sentence that begins with the checkpoint's name; null if there is none.</summary>
    public static string? Difference(TableState replayed, TableState checkpoint)
    {
        if (checkpoint.MetaData?.SchemaString != replayed.MetaData?.SchemaString)
        {
            return "its schema differs from the log's";
        }

        return Difference("part", replayed.Adds, checkpoint.Adds, a => (a.Path, $"{a.Size} {a.Tags?.GetValueOrDefault(CommitEntry.HashTag)}"))
            ?? Difference("drop", replayed.Txns, checkpoint.Txns, t => (t.AppId, $"{t.Version}"))
            ?? (checkpoint.Removes.FirstOrDefault(r => replayed.IsActive(r.Path)) is { } removed
                ? $"it removes part '{removed.Path}', but the log does not" : null);
    }

    private static string? Difference<T>(string what, IEnumerable<T> replayed, IEnumerable<T> checkpoint, Func<T, (string Key, string Facts)> of)
    {
        var (log, found) = (Index(replayed, of), Index(checkpoint, of));
        foreach (var (key, facts) in log)
        {
            if (!found.TryGetValue(key, out var other))
            {
                return $"it lacks {what} '{key}' of the log";
            }

            if (other != facts)
            {
                return $"its {what} '{key}' differs from the log's";
            }
        }

        return found.Keys.FirstOrDefault(k => !log.ContainsKey(k)) is { } more ? $"it has {what} '{more}', which is not in the log" : null;
    }

    private static Dictionary<string, string> Index<T>(IEnumerable<T> items, Func<T, (string Key, string Facts)> of) =>
        items.Select(of).ToDictionary(i => i.Key, i => i.Facts, StringComparer.Ordinal);
}
