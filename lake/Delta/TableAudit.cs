namespace DataShare.Lake;

/// <summary>What a table's log, checkpoint and parts are found to be.</summary>
/// <param name="Version">Up to which the log can be read; -1 when it cannot be at all.</param>
/// <param name="Parts">How many the log names, those that snapshots replaced included: a rebuild reads them.</param>
/// <param name="UnprovenParts">How many of them have no hash in the log, so that their sizes are all that can be compared.</param>
/// <param name="Findings">Empty when all is as it was written.</param>
public sealed record TableVerdict(
    LakeTableId Table, long Version, int Parts, int UnprovenParts, IReadOnlyList<LakeFinding> Findings)
{
    /// <summary>Whether the log, or a part, is not what was written.</summary>
    public bool IsDamaged => Findings.Any(f => f.Remedy is Remedy.Backup);
}

/// <summary>Looks at everything a table's log promises.</summary>
internal sealed class TableAudit(LakeTableId table, LogFolder log, Checkpoints checkpoints)
{
    private readonly TableState state = new();
    private readonly Dictionary<string, LakePart> parts = new(StringComparer.Ordinal);
    private readonly List<LakeFinding> findings = [];

    public async ValueTask<TableVerdict> RunAsync(bool quick, CancellationToken ct)
    {
        var newest = await checkpoints.NewestAsync(ct);
        try
        {
            while (await log.TryReadAsync(state.Version + 1, ct) is { } entry)
            {
                Follow(entry);
                if (newest is not null && state.Version == newest.Version)
                {
                    await CompareAsync(newest, ct);
                }
            }
        }
        catch (LakeCorruptException damage)
        {
            // What is behind it cannot be told.
            findings.Add(LakeFinding.Of(damage));
        }

        FindPointerFaults(newest);
        findings.AddRange(await PartProof.FindAsync(parts.Values, quick, ct));
        return new TableVerdict(table, state.Version, parts.Count, parts.Values.Count(p => p.Hash is null), findings);
    }

    private void Follow(LogEntry entry)
    {
        // Another program's commit names no hash.
        if (entry.Own is { } own && own.PreviousSha256 != state.EntrySha256)
        {
            findings.Add(LakeFinding.Of(LogFolder.Damaged(
                log.EntryFile(Math.Max(0, state.Version)),
                $"its SHA-256 is {state.EntrySha256 ?? "none"}, but the entry after it was written after {own.PreviousSha256 ?? "none"}",
                null)));
        }

        state.Apply(entry);
        foreach (var part in entry.Lines.Select(l => l.Add).OfType<AddAction>().Select(a => LogEntry.ToPart(a, log.TableFolder)))
        {
            parts[part.Path] = part;
        }
    }

    /// <summary>Readers begin with the checkpoint and do not look at the entries before it.</summary>
    private async Task CompareAsync(LastCheckpoint newest, CancellationToken ct)
    {
        var (checkpoint, fault) = await checkpoints.ReadAsync(newest, ct);
        var file = log.CheckpointFile(newest.Version);
        if (fault is not null)
        {
            findings.Add(new LakeFinding(
                file, $"it cannot be read ({fault.Message.TrimEnd('.')})", "It is ignored, and a later commit writes a new one.", Remedy.None));
        }
        else if (CheckpointAudit.Difference(state, checkpoint!) is { } found)
        {
            findings.Add(new LakeFinding(
                file, found, $"Delete it and '{log.LastCheckpointFile}': the log has all of its content, and a later commit writes a new one.", Remedy.MakeAgain));
        }
    }

    private void FindPointerFaults(LastCheckpoint? newest)
    {
        if (newest is null && File.Exists(log.LastCheckpointFile))
        {
            findings.Add(new LakeFinding(
                log.LastCheckpointFile, "it cannot be read", "It is ignored, and a later commit writes a new one.", Remedy.None));
        }

        if (newest is not null && newest.Version > state.Version && findings.Count == 0)
        {
            findings.Add(LakeFinding.Of(log.Missing(state.Version + 1)));
        }
    }
}
