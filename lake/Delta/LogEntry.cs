using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>A log entry that was read: its actions, and the hash that the next entry names.</summary>
internal sealed record LogEntry(long Version, string File, string Sha256, IReadOnlyList<LogLine> Lines)
{
    public OwnFacts? Own => Lines.Select(l => l.CommitInfo?.Own).FirstOrDefault(o => o is not null);

    /// <exception cref="LakeCorruptException">DataShare's own facts are malformed.</exception>
    public LakeCommit ToCommit(LakeTableId table, string tableFolder)
    {
        var timestamp = Lines.Select(l => l.CommitInfo?.Timestamp).FirstOrDefault(t => t is not null);
        // Without dataChange, another program has only rearranged existing rows.
        var adds = Lines.Select(l => l.Add).OfType<AddAction>().Where(a => a.DataChange).ToLookup(CommitEntry.IsKept);
        try
        {
            return new LakeCommit(
                table,
                Version,
                DateTimeOffset.FromUnixTimeMilliseconds(timestamp ?? 0),
                [.. (Own?.Drops ?? []).Select(ToDrop)],
                [.. adds[false].Select(a => ToPart(a, tableFolder))],
                Own?.ReplacesAll ?? false)
            {
                KeptParts = Own?.Kept is null ? null : [.. adds[true].Select(a => ToPart(a, tableFolder))],
                Amends = Own?.Amends ?? false,
                After = Own?.After ?? LakeCommit.AfterNothing,
            };
        }
        catch (FormatException e)
        {
            throw LogFolder.Damaged(File, e.Message, e);
        }
    }

    /// <exception cref="LakeCorruptException">The text of the part's hash is not a hash.</exception>
    public static LakePart ToPart(AddAction add, string tableFolder) =>
        new(PartPath.FullPath(tableFolder, add.Path), add.Size, PartStatistics.Rows(add.Stats))
        {
            IsKept = CommitEntry.IsKept(add),
            Hash = add.Tags?.GetValueOrDefault(CommitEntry.HashTag) is { } hash ? ToHash(hash, add.Path) : null,
        };

    private static ContentHash ToHash(string text, string part)
    {
        try
        {
            return ContentHash.Parse(text);
        }
        catch (FormatException e)
        {
            throw LogFolder.Damaged(part, $"the log has an invalid hash for it: {e.Message}", e);
        }
    }

    private static CommittedDrop ToDrop(DropEntry drop) => new(
        LoadId.Parse(drop.LoadId),
        drop.Identity,
        drop.Name,
        ContentHash.Parse(drop.Sha256),
        drop.Bytes,
        ContractVersion.Parse(drop.Contract),
        drop.Accepted,
        drop.Rejected,
        drop.CorrelationId,
        drop.ReplayOf is { } of ? LoadId.Parse(of) : null)
    {
        Notes = drop.Notes ?? [],
        Archive = drop.Archive,
        WrittenAt = drop.WrittenAt,
    };
}
