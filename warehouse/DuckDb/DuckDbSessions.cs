using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Opens the migrated file. It retries nothing, because there is no network with temporary faults.</summary>
internal sealed class DuckDbSessions(DuckDbFile file, TimeProvider time, ILogger logger, StepBorder? border) : ISqlSessions, IDisposable
{
    private readonly Migrations migrations = new("duckdb", file.Path, new DuckDbLedgerSql(), new DuckDbDialect(), time, logger, border);
    private readonly SemaphoreSlim gate = new(1);
    private volatile bool migrated;
    private volatile Hold? held;

    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        var session = await OpenMigratedAsync(cancellationToken);
        await session.DisposeAsync();
    }

    async ValueTask<ISqlSession> ISqlSessions.OpenAsync(CancellationToken cancellationToken) =>
        await OpenAsync(cancellationToken);

    /// <summary>Checks the file again, because somebody may have removed it since it was migrated.</summary>
    public ValueTask<DuckDbSession> OpenAsync(CancellationToken cancellationToken) =>
        migrated && File.Exists(file.Path) ? file.OpenAsync(cancellationToken) : OpenMigratedAsync(cancellationToken);

    /// <summary>Migrates in the returned session, because opening a file with many tables takes longer than migrating it.</summary>
    private async ValueTask<DuckDbSession> OpenMigratedAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var session = await file.OpenAsync(cancellationToken);
            try
            {
                await migrations.ApplyAsync(session, cancellationToken);
            }
            catch
            {
                await session.DisposeAsync();
                throw;
            }

            migrated = true;
            return session;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Keeps the file open. Steps that do not need their own session use this one.</summary>
    public async ValueTask<IAsyncDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        var hold = new Hold(this, await OpenAsync(cancellationToken));
        held = hold;
        return hold;
    }

    /// <summary>The held session if it is free; otherwise another one.</summary>
    public async ValueTask<LentSession> BorrowAsync(CancellationToken cancellationToken)
    {
        if (held is { } hold && await hold.TryLendAsync() is { } lent)
        {
            return lent;
        }

        var session = await OpenAsync(cancellationToken);
        return new LentSession(session, session.DisposeAsync);
    }

    public async ValueTask<T> RunAsync<T>(Func<ISqlSession, Task<T>> step, CancellationToken cancellationToken)
    {
        if (held is { } hold && await hold.TryRunAsync(step) is (true, var result))
        {
            return result!;
        }

        await using var session = await OpenAsync(cancellationToken);
        return await step(session);
    }

    public void Dispose() => gate.Dispose();

    /// <summary>An open session for one step at a time. If it is in use, a step opens another session.</summary>
    private sealed class Hold(DuckDbSessions sessions, DuckDbSession session) : IAsyncDisposable
    {
        private readonly SemaphoreSlim turn = new(1);
        private bool ended;

        public async ValueTask<(bool Ran, T? Result)> TryRunAsync<T>(Func<ISqlSession, Task<T>> step)
        {
            if (await TryLendAsync() is not { } lent)
            {
                return (false, default);
            }

            try
            {
                return (true, await step(lent.Session));
            }
            finally
            {
                await lent.ReturnAsync();
            }
        }

        /// <summary>Null if it is in use, or should not be used again.</summary>
        public async ValueTask<LentSession?> TryLendAsync()
        {
            if (!await turn.WaitAsync(0))
            {
                return null;
            }

            if (!ended && session.HasItsMemory)
            {
                return new LentSession(session, ReturnAsync);
            }

            turn.Release();
            return null;
        }

        private async ValueTask ReturnAsync()
        {
            try
            {
                await session.EndAsync();
            }
            finally
            {
                turn.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (sessions.held == this)
            {
                sessions.held = null;
            }

            await turn.WaitAsync();
            ended = true;
            turn.Release();
            await session.DisposeAsync();
        }
    }
}

/// <param name="ReturnAsync">Rolls back uncommitted work, then frees or closes the session. Called once.</param>
internal sealed record LentSession(DuckDbSession Session, Func<ValueTask> ReturnAsync);
