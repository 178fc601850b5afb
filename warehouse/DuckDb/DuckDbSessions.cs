using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Opens the file, migrated. There is no network here whose faults would pass by themselves.</summary>
internal sealed class DuckDbSessions(DuckDbFile file, TimeProvider time, ILogger logger) : ISqlSessions, IDisposable
{
    private readonly Migrations migrations = new("duckdb", file.Path, new DuckDbLedgerSql(), time, logger);
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

    /// <summary>Somebody may have taken the file away since it was migrated.</summary>
    public ValueTask<DuckDbSession> OpenAsync(CancellationToken cancellationToken) =>
        migrated && File.Exists(file.Path) ? file.OpenAsync(cancellationToken) : OpenMigratedAsync(cancellationToken);

    /// <summary>In the session that is returned: to open a file of many tables takes longer than to migrate it.</summary>
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

    /// <summary>Keeps the file open; steps that need no session of their own take this one.</summary>
    public async ValueTask<IAsyncDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        var hold = new Hold(this, await OpenAsync(cancellationToken));
        held = hold;
        return hold;
    }

    /// <summary>The session that is held, when nobody else works in it; or another.</summary>
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

    /// <summary>An open session for one step at a time; who comes meanwhile opens another.</summary>
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

        /// <summary>Null when somebody works in it, or it should not be used again.</summary>
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

/// <param name="ReturnAsync">Undoes what was not committed, and lets others have it, or closes it. Called once.</param>
internal sealed record LentSession(DuckDbSession Session, Func<ValueTask> ReturnAsync);
