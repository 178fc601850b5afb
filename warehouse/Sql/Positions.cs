using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>Reads and moves the positions of consumers inside the caller's transaction.</summary>
internal sealed class Positions(LedgerSql sql)
{
    private const string Reading = "read a consumer's positions";
    private const string Moving = "move a consumer's positions";

    public async Task<LakePositions> ReadAsync(ISqlSession session, string consumer, CancellationToken cancellationToken) =>
        PositionRow.Positions(await session.QueryAsync<PositionRow>(Reading, sql.PositionsOf, new { Consumer = consumer }, cancellationToken));

    public async Task<ConsumerRun?> LastRunAsync(ISqlSession session, string consumer, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<RunRow>(
            "read a consumer's runs", sql.LastRun, new { Consumer = consumer }, cancellationToken);
        return rows.Count == 0 ? null : rows[0].ToRun();
    }

    /// <summary>Records that a consumer begins to read a table after a version.</summary>
    public Task BeginAsync(
        ISqlSession session, string consumer, LakeTableId table, long version, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.WriteAsync(Moving, sql.InsertPosition, Row(consumer, new TableRange(table, -1, version), now), cancellationToken);

    /// <summary>Sets positions, whatever they were, and abandons an unfinished run.</summary>
    public async Task SetAsync(ISqlSession session, string consumer, LakePositions to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await session.WriteAsync(Moving, sql.AbandonRun, new { Consumer = consumer }, cancellationToken);
        foreach (var table in to.Tables)
        {
            var row = Row(consumer, new TableRange(table, -1, to.Of(table)!.Value), now);
            if (await session.WriteAsync(Moving, sql.SetPosition, row, cancellationToken) == 0)
            {
                await session.WriteAsync(Moving, sql.InsertPosition, row, cancellationToken);
            }
        }
    }

    /// <exception cref="WarehouseBusyException">The run is no longer the consumer's next one.</exception>
    public async Task ConfirmAsync(ISqlSession session, ConsumerRun run, CancellationToken cancellationToken)
    {
        var last = await LastRunAsync(session, run.Consumer, cancellationToken);
        var positions = await ReadAsync(session, run.Consumer, cancellationToken);
        if (last?.Number != run.Number || last.Status is RunStatus.Finished or RunStatus.Abandoned || !IsAtStart(run, positions))
        {
            throw new WarehouseBusyException(
                $"Another process has delivered {TableRange.Text(run.Ranges)} to consumer '{run.Consumer}': "
                + $"its position is {positions}. Nothing was changed.");
        }
    }

    /// <summary>Whether the positions are where the run begins.</summary>
    public static bool IsAtStart(ConsumerRun run, LakePositions positions) => run.Ranges.All(r => (positions.Of(r.Table) ?? -1) == r.From);

    /// <summary>Whether the positions are where the run ends.</summary>
    public static bool IsAtEnd(ConsumerRun run, LakePositions positions) => run.Ranges.All(r => (positions.Of(r.Table) ?? -1) == r.To);

    /// <summary>Moves the positions over the run's ranges and finishes the run.</summary>
    /// <exception cref="WarehouseBusyException">Another process has moved them in the meantime.</exception>
    public async Task MoveAsync(
        ISqlSession session,
        ConsumerRun run,
        long rows,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var range in run.Ranges.Where(r => r.IsMoving))
        {
            var row = Row(run.Consumer, range, now);
            var moved = await session.WriteAsync(Moving, sql.MovePosition, row, cancellationToken);
            if (moved == 0 && range.From < 0)
            {
                moved = await session.WriteAsync(Moving, sql.InsertPosition, row, cancellationToken);
            }

            if (moved == 0)
            {
                throw new WarehouseBusyException(
                    $"Consumer '{run.Consumer}' is no longer at the position where its delivery of {TableRange.Text([range])} began: "
                    + "another process has moved it. Nothing was changed.");
            }
        }

        await session.WriteAsync(Moving, sql.FinishRun, new { run.Consumer, run.Number, Rows = rows, Now = now }, cancellationToken);
    }

    /// <summary>
    /// Ends the change from an earlier version's checkpoint. The migration gave the consumer positions of all tables, because
    /// it did not know what the consumer reads. Those that it does not read are deleted, so that it gets all of their rows if
    /// it reads them later.
    /// </summary>
    public async Task AdoptAsync(ISqlSession session, string consumer, IReadOnlyList<BatchRead> reads, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<PositionRow>(Reading, sql.FormerPositionsOf, new { Consumer = consumer }, cancellationToken);
        var read = reads.SelectMany(r => (r.Majors?.Newest ?? []).Select(c => new LakeTableId(r.Dataset, c.Version.Major)).Concat(r.Tables)).ToHashSet();
        foreach (var row in rows)
        {
            var statement = read.Contains(row.Table) ? sql.AdoptPosition : sql.DeletePosition;
            await session.WriteAsync(Moving, statement, new { Consumer = consumer, row.Dataset, row.Major }, cancellationToken);
        }
    }

    private static object Row(string consumer, TableRange range, DateTimeOffset now) => new
    {
        Consumer = consumer,
        Dataset = range.Table.Dataset.Value,
        range.Table.Major,
        range.From,
        range.To,
        Now = now,
    };
}
