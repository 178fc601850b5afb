using DataShare.Lake;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging;
using Polly;

namespace DataShare.Warehouse;

/// <summary>
/// Sessions on the migrated database. A step that fails with a temporary error is tried again, with growing pauses. If the
/// server could not be reached, the step is not tried again, because opening a connection has already tried for its whole
/// time-out.
/// </summary>
internal sealed class SqlServerSessions : ISqlSessions, IDisposable
{
    private readonly SqlServerConnections connections;
    private readonly WarehouseOptions options;
    private readonly Outages outages;
    private readonly ResiliencePipeline retries;
    private readonly Migrations migrations;
    private readonly SemaphoreSlim gate = new(1);
    private volatile bool migrated;

    public SqlServerSessions(WarehouseOptions options, TimeProvider time, Random jitter, ILogger logger, StepBorder? border)
    {
        this.options = options;
        outages = new Outages(options.OutageFile, time);
        connections = new SqlServerConnections(options, outages);
        retries = Retries.Of(time, jitter, (attempt, fault) => attempt < options.Attempts && MayPass(fault));
        migrations = new Migrations("sqlserver", connections.Name, new SqlServerLedgerSql(), new SqlServerDialect(), time, logger, border);
    }

    /// <summary>The dialect for mappings. It is correct after the database was migrated.</summary>
    public SqlServerDialect Dialect { get; private set; } = new();

    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await RepeatAsync(
                async () =>
                {
                    await using var session = await ConnectAsync(cancellationToken);
                    await ConfirmRowVersionsAsync(session, cancellationToken);
                    await migrations.ApplyAsync(session, cancellationToken);
                    Dialect = new SqlServerDialect(await session.ScalarAsync<int>(
                        "ask for the server's collations", SessionStatements.HasCodePoints, null, cancellationToken) > 0);
                    return true;
                },
                cancellationToken);
            migrated = true;
        }
        finally
        {
            gate.Release();
        }
    }

    async ValueTask<ISqlSession> ISqlSessions.OpenAsync(CancellationToken cancellationToken) =>
        await OpenAsync(cancellationToken);

    public async ValueTask<SqlServerSession> OpenAsync(CancellationToken cancellationToken)
    {
        if (!migrated)
        {
            await MigrateAsync(cancellationToken);
        }

        return await OpenAsItIsAsync(cancellationToken);
    }

    /// <summary>Opens a session without migrating, for users who may only read views.</summary>
    public ValueTask<SqlServerSession> OpenAsItIsAsync(CancellationToken cancellationToken) =>
        RepeatAsync(() => ConnectAsync(cancellationToken), cancellationToken);

    public async ValueTask<T> RunAsync<T>(Func<ISqlSession, Task<T>> step, CancellationToken cancellationToken)
    {
        if (!migrated)
        {
            await MigrateAsync(cancellationToken);
        }

        return await RepeatAsync(
            async () =>
            {
                await using var session = await ConnectAsync(cancellationToken);
                return await step(session);
            },
            cancellationToken);
    }

    public void Dispose() => gate.Dispose();

    private async Task<SqlServerSession> ConnectAsync(CancellationToken cancellationToken)
    {
        var session = new SqlServerSession(await connections.OpenAsync(cancellationToken), options);
        try
        {
            await session.ExecuteAsync("begin a session", SessionStatements.Settings, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private ValueTask<T> RepeatAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken) =>
        retries.ExecuteAsync(async _ => await step(), cancellationToken);

    /// <summary>Whether the fault may be temporary. After a server's start, a database that is not open yet looks like a missing one.</summary>
    private bool MayPass(Exception fault) =>
        (fault is WarehouseBusyException && !outages.IsNoted) || fault.InnerException is SqlException { Number: 4060 };

    /// <exception cref="WarehouseException">Readers of the database would wait for loads.</exception>
    private async Task ConfirmRowVersionsAsync(SqlServerSession session, CancellationToken cancellationToken)
    {
        var found = await session.QueryAsync<RowVersions>(
            "read the database's settings", SessionStatements.RowVersions, null, cancellationToken);
        if (found is not [{ SnapshotState: 1, ReadCommittedState: true }])
        {
            var name = SqlName.Quote(connections.Database);
            throw new WarehouseException(
                $"The database {connections.Name} keeps no row versions, so readers would wait for loads. Nothing was changed. "
                + $"An administrator runs: alter database {name} set allow_snapshot_isolation on; "
                + $"alter database {name} set read_committed_snapshot on with rollback immediate");
        }
    }

    private sealed class RowVersions
    {
        public byte SnapshotState { get; set; }

        public bool ReadCommittedState { get; set; }
    }
}
