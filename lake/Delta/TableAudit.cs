namespace DataShare.Lake;

/// <summary>Looks at everything a table's log promises.</summary>
internal static class TableAudit
{
    public static async ValueTask<long> RunAsync(LogFolder log, CancellationToken ct)
    {
        string? previous = null;
        var version = 0L;
        for (; await log.TryReadAsync(version, ct) is { } entry; version++)
        {
            // Another program's commit names no hash.
            if (entry.Own is { } own && own.PreviousSha256 != previous)
            {
                throw LogFolder.Damaged(
                    log.EntryFile(version - 1 < 0 ? 0 : version - 1),
                    $"its SHA-256 is {previous ?? "none"}, but the entry after it was written after {own.PreviousSha256 ?? "none"}",
                    null);
            }

            foreach (var add in entry.Lines.Select(l => l.Add).OfType<AddAction>())
            {
                ConfirmPart(log, add);
            }

            previous = entry.Sha256;
        }

        return version - 1;
    }

    private static void ConfirmPart(LogFolder log, AddAction add)
    {
        var part = new FileInfo(PartPath.FullPath(log.TableFolder, add.Path));
        if (!part.Exists)
        {
            throw LogFolder.Damaged(part.FullName, "it is missing", null);
        }

        if (part.Length != add.Size)
        {
            throw LogFolder.Damaged(part.FullName, $"it has {part.Length} bytes, expected {add.Size}", null);
        }
    }
}
