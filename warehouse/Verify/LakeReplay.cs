using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Computes from the lake alone the counts of each load and the rows that it must have left. It works on the whole history
/// of each key at once, while a load goes from one state to the next. If both ways agree, they are hardly both wrong.
/// </summary>
/// <param name="loaded">Every load of the dataset, in order.</param>
internal sealed class LakeReplay(DatasetMajors majors, IReadOnlyList<PlacedCommit> loaded, DuckDbMemory memory)
{
    private static readonly DuckDbDialect Sql = new();

    public async ValueTask<ReplayedLoads> OfAsync(LakeTableId table, CancellationToken cancellationToken)
    {
        var contract = majors.Find(table.Major)!;
        IReadOnlyList<PlacedCommit> own = [.. loaded.Where(c => c.Commit.Table == table)];
        if (contract.Write.Mode is WriteMode.Append)
        {
            return new ReplayedLoads(
                own.ToDictionary(c => c.Place, c => new RowCounts(c.Commit.AcceptedRows, 0, 0)),
                await LeftAsync(contract, own, cancellationToken));
        }

        return StoredColumns.IsKeyed(contract)
            ? await KeyedAsync(contract, own, Ends(contract, own), cancellationToken)
            : await ReplacedAsync(contract, own, Ends(contract, own), cancellationToken);
    }

    /// <summary>
    /// The places at which rows of a snapshot's table end unless they come again or are kept: those of its own commits, and those of
    /// snapshots of another major whose rows its views show. Empty for a merge.
    /// </summary>
    private List<CommitPlace> Ends(DataContract contract, IReadOnlyList<PlacedCommit> own)
    {
        if (contract.Write.Mode is not WriteMode.Snapshot)
        {
            return [];
        }

        var sources = majors.SourcesOf(contract.Version.Major)
            .Where(s => s.Contract.Write.Mode is WriteMode.Snapshot)
            .Select(s => s.Contract.Version.Major)
            .ToHashSet();
        return [.. own.Concat(loaded.Where(c => sources.Contains(c.Commit.Table.Major))).Where(c => !c.Commit.Amends).Select(c => c.Place).OrderBy(p => p.Number)];
    }

    private async ValueTask<ReplayedLoads> ReplacedAsync(
        DataContract contract, IReadOnlyList<PlacedCommit> own, IReadOnlyList<CommitPlace> ends, CancellationToken cancellationToken)
    {
        var (counts, left) = (new Dictionary<CommitPlace, RowCounts>(), new List<PlacedCommit>());
        var byPlace = own.ToDictionary(c => c.Place);
        foreach (var place in own.Select(c => c.Place).Union(ends).OrderBy(p => p.Number))
        {
            var commit = byPlace.GetValueOrDefault(place);
            var isEnd = commit is not { Commit.Amends: true };
            if (commit is not null)
            {
                counts[place] = new RowCounts(commit.Commit.AcceptedRows, 0, isEnd ? left.Sum(c => c.Commit.AcceptedRows) : 0);
            }

            left = [.. isEnd ? [] : left, .. commit is null ? Array.Empty<PlacedCommit>() : [commit]];
        }

        return new ReplayedLoads(counts, await LeftAsync(contract, left, cancellationToken));
    }

    /// <summary>Reads the rows of commits that are all left in a table without a key.</summary>
    private ValueTask<IReadOnlyList<StoredRows>> LeftAsync(
        DataContract contract, IReadOnlyList<PlacedCommit> commits, CancellationToken cancellationToken) => MemoryTries.RunAsync(async () =>
    {
        if (commits.All(c => c.Commit.AcceptedRows == 0))
        {
            return [];
        }

        await using var session = await DuckDbFile.OpenInMemoryAsync(memory);
        var rows = await RowCounting.QueryAsync(
            session, $"replay {PlacedCommit.Doing(commits)}", ReplayStatements.LeftOf(contract, commits), cancellationToken);
        await DuckDbAppend.CheckAsync(session, commits, rows.Sum(r => r.Live), cancellationToken);
        return rows;
    });

    private ValueTask<ReplayedLoads> KeyedAsync(
        DataContract contract, IReadOnlyList<PlacedCommit> own, IReadOnlyList<CommitPlace> ends, CancellationToken cancellationToken) => MemoryTries.RunAsync(async () =>
    {
        var others = OvertakenRows.Places(Sql, majors, contract, t => $"({DuckDbParts.Select([.. loaded.Where(c => c.Commit.Table == t)], majors.Find(t.Major)!)})");
        var replay = new ReplayStatements(contract, own, ends, others);
        await using var session = await DuckDbFile.OpenInMemoryAsync(memory);
        var doing = $"replay {PlacedCommit.Doing(own)}";
        var rows = await session.ScalarAsync<long>(doing, replay.CountRows, null, cancellationToken);
        await DuckDbAppend.CheckAsync(session, own, rows, cancellationToken);
        await session.ExecuteAsync(doing, replay.CreateEnds, cancellationToken);
        await session.ExecuteAsync(doing, replay.CreateSteps, cancellationToken);
        var counts = await session.QueryAsync<LoadCounts>(doing, ReplayStatements.Counts, null, cancellationToken);
        var left = await RowCounting.QueryAsync(session, doing, replay.Left, cancellationToken);
        var found = counts.ToDictionary(c => CommitPlace.Of(c.Place), c => new RowCounts(c.Inserted, c.Updated, c.Deleted));
        return new ReplayedLoads(own.ToDictionary(c => c.Place, c => found.GetValueOrDefault(c.Place)), left);
    });

    private sealed class LoadCounts
    {
        public long Place { get; set; }

        public long Inserted { get; set; }

        public long Updated { get; set; }

        public long Deleted { get; set; }
    }
}

/// <summary>The expected result of a table's loads.</summary>
/// <param name="Counts">The counts of each load, by its place.</param>
/// <param name="Rows">The rows of each commit that are left in the table.</param>
internal sealed record ReplayedLoads(IReadOnlyDictionary<CommitPlace, RowCounts> Counts, IReadOnlyList<StoredRows> Rows);
