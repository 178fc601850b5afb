namespace DataShare.Warehouse;

/// <summary>The checkpoint's rows, inside a transaction that the caller has begun.</summary>
internal static class DuckDbCheckpoint
{
    private const string Doing = "move a checkpoint";

    public static Task<long> ReadAsync(DuckDbSession session, string consumer, CancellationToken cancellationToken) =>
        session.ScalarAsync<long>(
            "read a checkpoint",
            "select coalesce((select seq from datashare.consumer_checkpoint where consumer = $Consumer), 0)",
            new { Consumer = consumer },
            cancellationToken);

    public static async Task<ConsumerRun?> LastRunAsync(DuckDbSession session, string consumer, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<RunRow>(
            "read a consumer's runs",
            $"select {RunRow.Columns} from datashare.consumer_run where consumer = $Consumer order by number desc limit 1",
            new { Consumer = consumer },
            cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0].ToRun();
    }

    /// <summary>Moves the checkpoint over the run's range and finishes the run.</summary>
    public static async Task MoveAsync(
        DuckDbSession session,
        ConsumerRun run,
        long rows,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await session.WriteAsync(
            Doing,
            """
            insert into datashare.consumer_checkpoint (consumer, seq, moved_at) values ($Consumer, $To, $Now)
            on conflict (consumer) do update set seq = excluded.seq, moved_at = excluded.moved_at
            """,
            new { run.Consumer, run.To, Now = now },
            cancellationToken).ConfigureAwait(false);
        await session.WriteAsync(
            Doing,
            """
            update datashare.consumer_run
            set status = 'finished', finished_at = $Now, row_count = $Rows, error = null
            where consumer = $Consumer and number = $Number
            """,
            new { run.Consumer, run.Number, Rows = rows, Now = now },
            cancellationToken).ConfigureAwait(false);
    }
}
