namespace DataShare.Lake;

/// <summary>The result of checking a table's log, checkpoint and parts.</summary>
/// <param name="Version">The last readable version of the log; -1 if none is readable.</param>
/// <param name="Parts">
/// The number of parts in the log, including those that snapshots replaced, because a rebuild reads them.
/// </param>
/// <param name="UnprovenParts">
/// The number of parts without a hash in the log, of which only sizes can be compared.
/// </param>
/// <param name="Findings">Empty if nothing has changed.</param>
public sealed record TableVerdict(
    LakeTableId Table, long Version, int Parts, int UnprovenParts, IReadOnlyList<LakeFinding> Findings)
{
    /// <summary>Whether the log or a part is damaged.</summary>
    public bool IsDamaged => Findings.Any(f => f.Remedy is Remedy.Backup);
}

/// <summary>Checks a table's log, its checkpoint and its parts.</summary>
internal sealed class TableAudit(LakeTableId table, LogFolder log, Checkpoints checkpoints)
{
    private readonly TableState state = new();
    private readonly Dictionary<string, LakePart> parts = new(StringComparer.Ordinal);
    private readonly List<LakeFinding> findings = [];

    public async ValueTask<TableVerdict> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var newest = await checkpoints.NewestAsync(cancellationToken);
        try
        {
            while (await log.TryReadAsync(state.Version + 1, cancellationToken) is { } entry)
            {
                Follow(entry);
                if (newest is not null && state.Version == newest.Version)
                {
                    await CompareAsync(newest, cancellationToken);
                }
            }
        }
        catch (LakeCorruptException damage)
        {
            // The entries after a damaged one cannot be checked.
            findings.Add(LakeFinding.Of(damage));
        }

        FindPointerFaults(newest);
        findings.AddRange(await PartProof.FindAsync(parts.Values, quick, cancellationToken));
        return new TableVerdict(table, state.Version, parts.Count, parts.Values.Count(p => p.Hash is null), findings);
    }

    private void Follow(LogEntry entry)
    {
        // Commits of other programs have no hash.
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

    /// <summary>The checkpoint is compared too, because readers begin with it and skip earlier entries.</summary>
    private async Task CompareAsync(LastCheckpoint newest, CancellationToken cancellationToken)
    {
        var (checkpoint, fault) = await checkpoints.ReadAsync(newest, cancellationToken);
        var file = log.CheckpointFile(newest.Version);
        if (fault is not null)
        {
            findings.Add(new LakeFinding(
                file, $"it cannot be read ({fault.Message.TrimEnd('.')})", "It is ignored, and a later commit writes a new one.", Remedy.None));
        }
        else if (CheckpointAudit.Difference(state, checkpoint!) is { } found)
        {
            findings.Add(new LakeFinding(
                file, found, $"Delete it and '{log.LastCheckpointFile}': the log has all of its content, and a later commit writes a new one.", Remedy.MakeAgain)
            {
                Repair = _ => DeleteAsync(file),
            });
        }
    }

    /// <summary>The pointer first, because readers follow it.</summary>
    private async Task DeleteAsync(string checkpoint)
    {
        File.Delete(log.LastCheckpointFile);
        await DurableFiles.FlushFolderAsync(log.Folder, CancellationToken.None);
        File.Delete(checkpoint);
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
