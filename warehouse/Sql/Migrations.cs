using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Migrates the ledger's tables to this program's version, with all scripts in one transaction.</summary>
internal sealed class Migrations(string engine, string warehouse, LedgerSql sql, TimeProvider time, ILogger logger)
{
    private const string Doing = "migrate the warehouse";

    /// <summary>Safe to repeat, because each script is recorded in the transaction that runs it.</summary>
    public async Task ApplyAsync(ISqlSession session, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        await session.ExecuteAsync(Doing, sql.PrepareMigrations, cancellationToken);
        var applied = await session.QueryAsync<AppliedMigration>(Doing, LedgerSql.AppliedMigrations, null, cancellationToken);
        var pending = MigrationPlan.Pending(warehouse, Migration.Of(engine), applied);
        foreach (var migration in pending)
        {
            await session.ExecuteAsync($"run migration {migration.Name}", migration.Sql, cancellationToken);
            await session.WriteAsync(
                Doing,
                sql.InsertMigration,
                new { migration.Number, migration.Name, migration.Checksum, At = time.GetUtcNow() },
                cancellationToken);
        }

        await session.CommitAsync(Doing, cancellationToken);
        foreach (var migration in pending)
        {
            logger.Migrated(warehouse, migration.Number, migration.Name);
        }
    }
}
