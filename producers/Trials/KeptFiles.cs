using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A file whose bytes the lake has kept, and its result.</summary>
/// <param name="Path">Null when its stored bytes no longer exist.</param>
/// <param name="Before">Null if it was refused as a whole.</param>
public sealed record KeptFile(
    string Name, LoadId LoadId, ContentHash Hash, string? Path, string? Sidecar, string? InboxFolder, TrialBefore? Before)
{
    /// <summary>
    /// The reason why its original bytes cannot be read, to follow its name in a sentence; null if they can.
    /// </summary>
    public async ValueTask<KeptFileFault?> FaultAsync(CancellationToken cancellationToken)
    {
        if (Path is not { } path)
        {
            return new KeptFileFault("its stored bytes no longer exist", IsDamage: false);
        }

        if (await FileHash.OfAsync(path, cancellationToken) is var now && now != Hash)
        {
            return new KeptFileFault($"the bytes in '{path}' have changed: their SHA-256 is {now}. Restore them from a backup of the lake", IsDamage: true);
        }

        try
        {
            if (Before?.Rejected is { RejectedRowsTable: { } table } rejected)
            {
                await rejected.ConfirmAsync(table, cancellationToken);
            }

            return null;
        }
        catch (LakeCorruptException damage)
        {
            return new KeptFileFault(damage.Message, IsDamage: true);
        }
    }
}

/// <param name="IsDamage">Whether the stored bytes or the entry's rows exist, but are damaged.</param>
public sealed record KeptFileFault(string What, bool IsDamage);

/// <summary>Finds the files of a dataset that were received since a time, landed or refused.</summary>
public sealed class KeptFiles(LakeStore lake)
{
    /// <summary>Each content once, in the order of arrival. A replay is not an arrival.</summary>
    /// <exception cref="LakeCorruptException">A log or an entry cannot be read.</exception>
    public async ValueTask<IReadOnlyList<KeptFile>> SinceAsync(DatasetName dataset, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var entries = lake.Quarantine.List(dataset).ToDictionary(e => e.LoadId);
        var landed = new List<CommittedDrop>();
        foreach (var table in lake.TablesOf(dataset))
        {
            await foreach (var commit in lake.Table(table).CommitsAfterAsync(-1, cancellationToken))
            {
                if (commit.CommittedAt >= since)
                {
                    landed.AddRange(commit.Drops.Where(d => !IsMendedRows(d, entries)));
                }
            }
        }

        var files = landed.GroupBy(d => d.Hash).Select(g => OfLanded(dataset, [.. g.OrderBy(d => d.LoadId)], entries)).ToList();
        var hashes = landed.Select(d => d.Hash).ToHashSet();
        var refused = entries.Values
            .Where(e => e.Reason.Kind is QuarantineKind.File && !Drop.IsArchive(e.Reason.FileName) && e.Reason.At >= since && !hashes.Contains(e.Reason.Sha256))
            .DistinctBy(e => e.Reason.Sha256)
            .Select(e => new KeptFile(
                e.Reason.FileName, e.LoadId, e.Reason.Sha256, lake.Raw.Find(dataset, e.Reason.Sha256), e.Sidecar, e.Reason.InboxFolder, null));
        return [.. files.Concat(refused).OrderBy(f => f.LoadId)];
    }

    /// <summary>Corrected rows have a file of their own, which nobody dropped.</summary>
    private static bool IsMendedRows(CommittedDrop drop, Dictionary<LoadId, QuarantinedLoad> entries) =>
        drop.ReplayOf is { } of
        && entries.TryGetValue(of, out var entry)
        && entry.Reason.Kind is QuarantineKind.Rows
        && entry.Reason.Sha256 != drop.Hash;

    /// <summary>
    /// The last replay of a file has the rows that are still rejected. The rows of a file that landed several times count once.
    /// </summary>
    private KeptFile OfLanded(DatasetName dataset, List<CommittedDrop> drops, Dictionary<LoadId, QuarantinedLoad> entries)
    {
        var (first, last) = (drops[0], drops[^1]);
        var whole = drops.FindLast(d => d.ReplayOf is not { } of || entries.GetValueOrDefault(of)?.Reason.Kind is not QuarantineKind.Rows) ?? first;
        var rejected = last.RejectedRows > 0 ? entries.GetValueOrDefault(last.LoadId) : null;
        return new KeptFile(
            first.Name,
            first.LoadId,
            first.Hash,
            lake.Raw.Find(dataset, first.Hash),
            rejected?.Sidecar,
            (rejected ?? entries.GetValueOrDefault(first.LoadId))?.Reason.InboxFolder,
            new TrialBefore(whole.AcceptedRows + whole.RejectedRows - last.RejectedRows, rejected));
    }
}
