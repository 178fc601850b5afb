using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Opens the file, migrated. There is no network here whose faults would pass by themselves.</summary>
internal sealed class DuckDbSessions(DuckDbFile file, TimeProvider time, ILogger log) : ISqlSessions, IDisposable
{
    private readonly Migrations migrations = new("duckdb", file.Path, new DuckDbLedgerSql(), time, log);
    private readonly SemaphoreSlim gate = new(1);
    private volatile bool migrated;

    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var session = await file.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                await migrations.ApplyAsync(session, cancellationToken).ConfigureAwait(false);
            }

            migrated = true;
        }
        finally
        {
            gate.Release();
        }
    }

    async ValueTask<ISqlSession> ISqlSessions.OpenAsync(CancellationToken cancellationToken) =>
        await OpenAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<DuckDbSession> OpenAsync(CancellationToken cancellationToken)
    {
        // Somebody may have taken the file away.
        if (!migrated || !File.Exists(file.Path))
        {
            await MigrateAsync(cancellationToken).ConfigureAwait(false);
        }

        return await file.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<T> RunAsync<T>(Func<ISqlSession, Task<T>> step, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            return await step(session).ConfigureAwait(false);
        }
    }

    public void Dispose() => gate.Dispose();
}
