using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>
/// A Delta table of the lake. Several threads can use it at once, and several processes the same folder. It keeps the
/// table's state and reads only later commits, so a call without news is equally fast after one commit and after a
/// hundred thousand.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing.")]
public sealed class DeltaTable
{
    private const long Unknown = -2;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly LogFolder log;
    private readonly Checkpoints checkpoints;
    private readonly TableWriter writer;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Func<IEnumerable<DeltaTable>> others;

    /// <summary>Read and written only while the gate is held.</summary>
    private TableState? state;

    /// <summary>The newest version that was seen, for callers that need only the number; used without the gate.</summary>
    private long newestSeen = Unknown;

    /// <param name="others">The dataset's other tables that have a log.</param>
    internal DeltaTable(
        LakeTableId id, string folder, TimeProvider time, ILogger logger, StepBorder? border, Func<IEnumerable<DeltaTable>>? others = null)
    {
        (Id, Folder, this.time, this.logger, this.others) = (id, folder, time, logger, others ?? (() => []));
        log = new LogFolder(folder);
        checkpoints = new Checkpoints(log, time, logger, border);
        writer = new TableWriter(id, log, time, logger, border);
    }

    public LakeTableId Id { get; }

    /// <summary>The folder where parts are written before they are committed. It may not exist yet.</summary>
    public string Folder { get; }

    /// <summary>The load that last committed this identity, or null.</summary>
    /// <exception cref="LakeCorruptException">The log cannot be read.</exception>
    public async ValueTask<LoadId?> FindAsync(string identity, CancellationToken cancellationToken) => await AskAsync(s => s.Find(identity), cancellationToken);

    /// <summary>The last drop, or null.</summary>
    /// <exception cref="LakeCorruptException">The log cannot be read.</exception>
    internal async ValueTask<LastDrop?> LastDropAsync(CancellationToken cancellationToken) => await AskAsync(s => s.Last, cancellationToken);

    /// <summary>By major version, the newest commit of the dataset's other tables before the commit of the last drop.</summary>
    /// <exception cref="LakeCorruptException">The entry cannot be read.</exception>
    internal async ValueTask<IReadOnlyDictionary<int, long>> AfterAsync(LastDrop drop, CancellationToken cancellationToken) =>
        (await log.TryReadAsync(drop.Version, cancellationToken))?.ToCommit(Id, Folder).After ?? LakeCommit.AfterNothing;

    /// <summary>The log's entry of the last drop; null if the entry is missing.</summary>
    /// <exception cref="LakeCorruptException">The entry cannot be read.</exception>
    public async ValueTask<CommittedDrop?> FactsAsync(LastDrop drop, CancellationToken cancellationToken) =>
        (await log.TryReadAsync(drop.Version, cancellationToken))?.ToCommit(Id, Folder).Drops.FirstOrDefault(d => d.LoadId == drop.LoadId);

    /// <summary>Whether this load has been committed.</summary>
    /// <exception cref="LakeCorruptException">The log cannot be read.</exception>
    public async ValueTask<bool> ContainsAsync(LoadId loadId, CancellationToken cancellationToken) =>
        await AskAsync(s => s.Contains(loadId), cancellationToken);

    /// <summary>The current parts of the table.</summary>
    /// <exception cref="LakeCorruptException">The log cannot be read.</exception>
    public async ValueTask<IReadOnlyList<LakePart>> ActivePartsAsync(CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).Parts;

    /// <summary>The newest version, or -1, and its parts.</summary>
    /// <exception cref="LakeCorruptException">The log cannot be read.</exception>
    public async ValueTask<(long Version, IReadOnlyList<LakePart> Parts)> CurrentAsync(CancellationToken cancellationToken) =>
        await AskAsync<(long, IReadOnlyList<LakePart>)>(s => (s.Version, [.. s.Adds.Select(a => LogEntry.ToPart(a, Folder))]), cancellationToken);

    /// <summary>The newest version, or -1. Checks only whether entries exist and reads none.</summary>
    public async ValueTask<long> VersionAsync(CancellationToken cancellationToken)
    {
        var version = Interlocked.Read(ref newestSeen);
        if (version == Unknown)
        {
            version = (await checkpoints.NewestAsync(cancellationToken))?.Version ?? -1;
        }

        while (log.Has(version + 1))
        {
            version++;
        }

        Interlocked.Exchange(ref newestSeen, version);
        return version;
    }

    /// <summary>The current commits after a version (-1: all), in order.</summary>
    /// <exception cref="LakeCorruptException">An entry cannot be read, or is missing.</exception>
    public async IAsyncEnumerable<LakeCommit> CommitsAfterAsync(long version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await log.TryReadAsync(version + 1, cancellationToken) is { } entry)
        {
            yield return entry.ToCommit(Id, Folder);
            version++;
        }

        if (version < await VersionAsync(cancellationToken) && !log.Has(version + 1))
        {
            throw log.Missing(version + 1);
        }
    }

    /// <summary>
    /// Commits the draft as a whole, put-if-absent. Can be repeated after any failure: a load id is committed once. The
    /// parts must be complete under their names in <see cref="Folder"/>; flushing them is done here.
    /// </summary>
    /// <exception cref="IOException">Nothing was committed, unless the entry got its name just before the error.</exception>
    /// <exception cref="InvalidOperationException">The draft does not fit the table; nothing was committed.</exception>
    /// <exception cref="LakeCorruptException">The log cannot be read; nothing was committed.</exception>
    public async ValueTask<CommitOutcome> CommitAsync(CommitDraft draft, CancellationToken cancellationToken)
    {
        CommitRules.Check(Id, draft);
        using var scope = logger.BeginLoads(draft.Drops.Select(d => d.LoadId));
        await writer.PrepareAsync([.. draft.Parts, .. draft.KeptParts ?? []], cancellationToken);
        await gate.WaitAsync(cancellationToken);
        try
        {
            var started = time.GetTimestamp();
            while (true)
            {
                var current = await RefreshAsync(cancellationToken);
                if (CommitRules.AlreadyThere(draft, current) is { } there)
                {
                    logger.AlreadyThere(Id, there.CommittedBy.Count);
                    return there;
                }

                if (draft.Follows is { } wanted && wanted != current.Version)
                {
                    return new CommitOutcome.Overtaken(current.Version);
                }

                if (!await writer.TryWriteAsync(draft, current, await AfterAsync(cancellationToken), cancellationToken))
                {
                    continue;
                }

                var version = current.Version + 1;
                logger.Committed(Id, version, draft.Drops.Count, draft.Parts.Count, draft.Parts.Sum(p => p.Rows),
                    draft.Parts.Sum(p => p.Bytes), (long)time.GetElapsedTime(started).TotalMilliseconds);
                await checkpoints.WriteIfDueAsync(await RefreshAsync(CancellationToken.None), cancellationToken);
                return new CommitOutcome.Committed(version);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Deletes older files of the table's folder that no log entry names: leftovers of processes that died between
    /// writing and committing. Returns the files.
    /// </summary>
    /// <param name="olderThan">More than the longest time between writing a part and committing it: a day.</param>
    /// <param name="inUse">Loads whose parts stay, however old they look.</param>
    /// <exception cref="LakeCorruptException">The log cannot be read; nothing was deleted.</exception>
    internal async ValueTask<IReadOnlyList<string>> SweepOrphansAsync(
        TimeSpan olderThan, IReadOnlySet<LoadId> inUse, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var swept = await OrphanSweep.RunAsync(log, await RefreshAsync(cancellationToken), time.GetUtcNow() - olderThan, inUse, cancellationToken);
            if (swept.Count > 0)
            {
                logger.Swept(Id, swept.Count);
            }

            return swept;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Makes sure that the entries are on disk: a process may have ended between giving an entry its name and flushing
    /// the folder. Call it before removing anything because an entry exists.
    /// </summary>
    public Task FlushLogAsync(CancellationToken cancellationToken) =>
        DurableFiles.FlushFolderAsync(Path.Combine(Folder, LogFolder.FolderName), cancellationToken);

    /// <summary>
    /// Reads the whole log, follows its chain of hashes, and compares the checkpoint that readers begin with, and each part,
    /// with what the log says.
    /// </summary>
    /// <param name="quick">Whether to compare only the sizes of parts.</param>
    internal ValueTask<TableVerdict> VerifyAsync(bool quick, CancellationToken cancellationToken) =>
        new TableAudit(Id, log, checkpoints).RunAsync(quick, cancellationToken);

    /// <summary>Reads new entries and then asks the current state.</summary>
    internal async ValueTask<T> AskAsync<T>(Func<TableState, T> question, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return question(await RefreshAsync(cancellationToken));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The newest commits of the dataset's other tables. All of them come before the next commit.</summary>
    private async ValueTask<IReadOnlyDictionary<int, long>> AfterAsync(CancellationToken cancellationToken)
    {
        var after = new SortedDictionary<int, long>();
        foreach (var other in others())
        {
            if (await other.VersionAsync(cancellationToken) is >= 0 and var version)
            {
                after.Add(other.Id.Major, version);
            }
        }

        return after;
    }

    private async ValueTask<TableState> RefreshAsync(CancellationToken cancellationToken)
    {
        state ??= await checkpoints.OpenAsync(cancellationToken) ?? new TableState();
        while (await log.TryReadAsync(state.Version + 1, cancellationToken) is { } entry)
        {
            state.Apply(entry);
        }

        return state;
    }
}
