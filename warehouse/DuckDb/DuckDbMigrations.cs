using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Brings the ledger's tables to this program's version, all scripts in one transaction.</summary>
internal sealed class DuckDbMigrations(DuckDbFile file, TimeProvider time, ILogger log) : IDisposable
{
    private const string Doing = "migrate the warehouse";

    private readonly SemaphoreSlim gate = new(1);
    private volatile bool done;

    /// <summary>As <see cref="RunAsync"/>, unless this object has done it and the file is still there.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (!done || !File.Exists(file.Path))
        {
            await RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Safe to repeat, because each script is recorded in the transaction that runs it.</summary>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var session = await file.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                await ApplyAsync(session, cancellationToken).ConfigureAwait(false);
            }

            done = true;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task ApplyAsync(DuckDbSession session, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(
            Doing,
            """
            create schema if not exists datashare;
            create table if not exists datashare.migration (
              number integer not null,
              name varchar not null,
              checksum varchar not null,
              applied_at timestamptz not null,
              constraint migration_pk primary key (number)
            )
            """,
            cancellationToken).ConfigureAwait(false);
        var applied = await session.QueryAsync<AppliedMigration>(
            Doing,
            "select number as Number, name as Name, checksum as Checksum from datashare.migration order by number",
            null,
            cancellationToken).ConfigureAwait(false);
        var pending = MigrationPlan.Pending(file.Path, Migration.Of("duckdb"), applied);
        if (pending.Count == 0)
        {
            return;
        }

        foreach (var migration in pending)
        {
            await session.ExecuteAsync($"run migration {migration.Name}", migration.Sql, cancellationToken).ConfigureAwait(false);
            await session.WriteAsync(
                Doing,
                "insert into datashare.migration (number, name, checksum, applied_at) values ($Number, $Name, $Checksum, $At)",
                new { migration.Number, migration.Name, migration.Checksum, At = time.GetUtcNow() },
                cancellationToken).ConfigureAwait(false);
        }

        await session.CommitAsync(Doing, cancellationToken).ConfigureAwait(false);
        foreach (var migration in pending)
        {
            Log.Migrated(log, file.Path, migration.Number, migration.Name);
        }
    }
}
