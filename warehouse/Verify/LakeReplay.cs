using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Computes from the lake alone the counts of each load and the rows that it must have left. It works on the whole history
/// of each key at once, while a load goes from one state to the next. If both ways agree, they are hardly both wrong.
/// </summary>
/// <param name="loaded">Every load of the dataset, in order.</param>
internal sealed class LakeReplay(DatasetMajors majors, IReadOnlyList<NumberedCommit> loaded, DuckDbMemory memory)
{
    private static readonly DuckDbDialect Sql = new();

    public async ValueTask<ReplayedLoads> OfAsync(LakeTableId table, CancellationToken cancellationToken)
    {
        var contract = majors.Find(table.Major)!;
        IReadOnlyList<NumberedCommit> own = [.. loaded.Where(c => c.Commit.Table == table)];
        if (contract.Write.Mode is WriteMode.Append)
        {
            return new ReplayedLoads(
                own.ToDictionary(c => c.Sequence, c => new RowCounts(c.Commit.AcceptedRows, 0, 0)),
                [.. own.Where(c => c.Commit.AcceptedRows > 0).Select(c => new StoredRows(c.Sequence, c.Commit.AcceptedRows, 0))]);
        }

        return StoredColumns.IsKeyed(contract)
            ? await KeyedAsync(contract, own, Ends(contract, own), cancellationToken)
            : Replaced(own, Ends(contract, own));
    }

    /// <summary>
    /// The sequences at which rows of a snapshot's table end unless they come again or are kept: its own sequences, and those of
    /// snapshots of another major whose rows its views show. Empty for a merge.
    /// </summary>
    private List<long> Ends(DataContract contract, IReadOnlyList<NumberedCommit> own)
    {
        if (contract.Write.Mode is not WriteMode.Snapshot)
        {
            return [];
        }

        var sources = majors.SourcesOf(contract.Version.Major)
            .Where(s => s.Contract.Write.Mode is WriteMode.Snapshot)
            .Select(s => s.Contract.Version.Major)
            .ToHashSet();
        return [.. own.Concat(loaded.Where(c => sources.Contains(c.Commit.Table.Major))).Where(c => !c.Commit.Amends).Select(c => c.Sequence).Order()];
    }

    private static ReplayedLoads Replaced(IReadOnlyList<NumberedCommit> own, IReadOnlyList<long> ends)
    {
        var (counts, left) = (new Dictionary<long, RowCounts>(), new List<StoredRows>());
        var bySequence = own.ToDictionary(c => c.Sequence);
        foreach (var sequence in own.Select(c => c.Sequence).Union(ends).Order())
        {
            var commit = bySequence.GetValueOrDefault(sequence)?.Commit;
            var isEnd = commit is not { Amends: true };
            if (commit is not null)
            {
                counts[sequence] = new RowCounts(commit.AcceptedRows, 0, isEnd ? left.Sum(r => r.Live) : 0);
            }

            left = isEnd ? [] : left;
            if (commit is { AcceptedRows: > 0 })
            {
                left.Add(new StoredRows(sequence, commit.AcceptedRows, 0));
            }
        }

        return new ReplayedLoads(counts, left);
    }

    private ValueTask<ReplayedLoads> KeyedAsync(
        DataContract contract, IReadOnlyList<NumberedCommit> own, IReadOnlyList<long> ends, CancellationToken cancellationToken) => MemoryTries.RunAsync(async () =>
    {
        var others = OvertakenRows.Sequences(Sql, majors, contract, t => $"({DuckDbParts.Select([.. loaded.Where(c => c.Commit.Table == t)], majors.Find(t.Major)!)})");
        var replay = new ReplayStatements(contract, own, ends, others);
        await using var session = await DuckDbFile.OpenInMemoryAsync(memory);
        var doing = $"replay {NumberedCommit.Doing(own)}";
        var rows = await session.ScalarAsync<long>(doing, replay.CountRows, null, cancellationToken);
        await DuckDbAppend.CheckAsync(session, own, rows, cancellationToken);
        await session.ExecuteAsync(doing, replay.CreateEnds, cancellationToken);
        await session.ExecuteAsync(doing, replay.CreateSteps, cancellationToken);
        var counts = await session.QueryAsync<LoadCounts>(doing, ReplayStatements.Counts, null, cancellationToken);
        var left = await session.QueryAsync<StoredRows>(doing, replay.Left, null, cancellationToken);
        var found = counts.ToDictionary(c => c.Sequence, c => new RowCounts(c.Inserted, c.Updated, c.Deleted));
        return new ReplayedLoads(own.ToDictionary(c => c.Sequence, c => found.GetValueOrDefault(c.Sequence)), left);
    });

    private sealed class LoadCounts
    {
        public long Sequence { get; set; }

        public long Inserted { get; set; }

        public long Updated { get; set; }

        public long Deleted { get; set; }
    }
}

/// <summary>The expected result of a table's loads.</summary>
/// <param name="Counts">The counts of each load, by its sequence.</param>
/// <param name="Rows">The rows of each sequence that are left in the table.</param>
internal sealed record ReplayedLoads(IReadOnlyDictionary<long, RowCounts> Counts, IReadOnlyList<StoredRows> Rows);
