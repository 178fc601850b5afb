namespace DataShare.Warehouse;

/// <summary>Reads and moves checkpoints inside the caller's transaction.</summary>
internal sealed class Checkpoints(LedgerSql sql)
{
    private const string Doing = "move a checkpoint";

    public Task<long> ReadAsync(ISqlSession session, string consumer, CancellationToken cancellationToken) =>
        session.ScalarAsync<long>("read a checkpoint", sql.Checkpoint, new { Consumer = consumer }, cancellationToken);

    public async Task<ConsumerRun?> LastRunAsync(ISqlSession session, string consumer, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<RunRow>(
            "read a consumer's runs", sql.LastRun, new { Consumer = consumer }, cancellationToken);
        return rows.Count == 0 ? null : rows[0].ToRun();
    }

    /// <exception cref="WarehouseBusyException">The run is no longer the consumer's next one.</exception>
    public async Task ConfirmAsync(ISqlSession session, ConsumerRun run, CancellationToken cancellationToken)
    {
        var last = await LastRunAsync(session, run.Consumer, cancellationToken);
        var checkpoint = await ReadAsync(session, run.Consumer, cancellationToken);
        if (last?.Number != run.Number || last.Status == RunStatus.Finished || checkpoint != run.From)
        {
            throw new WarehouseBusyException(
                $"Sequences {run.From + 1} to {run.To} were delivered to consumer '{run.Consumer}' by another process: "
                + $"its checkpoint is at {checkpoint}. Nothing was changed.");
        }
    }

    /// <summary>Moves the checkpoint over the run's range and finishes the run.</summary>
    /// <exception cref="WarehouseBusyException">Another process has moved it in the meantime.</exception>
    public async Task MoveAsync(
        ISqlSession session,
        ConsumerRun run,
        long rows,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var moved = await session.WriteAsync(
            Doing, sql.MoveCheckpoint, new { run.Consumer, run.From, run.To, Now = now }, cancellationToken);
        if (moved == 0 && run.From == 0)
        {
            moved = await session.WriteAsync(Doing, sql.InsertCheckpoint, new { run.Consumer, run.To, Now = now }, cancellationToken);
        }

        if (moved == 0)
        {
            throw new WarehouseBusyException(
                $"The checkpoint of consumer '{run.Consumer}' is no longer at {run.From}: another process has moved it. "
                + "Nothing was changed.");
        }

        await session.WriteAsync(Doing, sql.EndBehind, new { run.Consumer, run.Number }, cancellationToken);
        await session.WriteAsync(Doing, sql.FinishRun, new { run.Consumer, run.Number, Rows = rows, Now = now }, cancellationToken);
    }
}
