using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Migrates the ledger's tables to this program's version, with all scripts in one transaction.</summary>
internal sealed class Migrations(string engine, string warehouse, LedgerSql sql, SqlDialect dialect, TimeProvider time, ILogger logger, StepBorder? border)
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
            foreach (var part in migration.Parts(await TablesAsync(session, applied, cancellationToken)))
            {
                await session.ExecuteAsync($"run migration {migration.Name}", part, cancellationToken);
                border?.Invoke("migration part run");
            }

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

    /// <summary>The loaded tables that exist. A new warehouse has none.</summary>
    private async Task<IReadOnlyList<string>> TablesAsync(
        ISqlSession session, IReadOnlyList<AppliedMigration> applied, CancellationToken cancellationToken)
    {
        if (applied.Count == 0)
        {
            return [];
        }

        var rows = await session.QueryAsync<PositionRow>(Doing, LedgerSql.Newest, null, cancellationToken);
        var names = await session.QueryAsync<string>(Doing, ExistingTables.Query, null, cancellationToken);
        return [.. rows.Select(r => TableNames.Data(r.Table)).Intersect(names, StringComparer.OrdinalIgnoreCase).Select(dialect.Relation)];
    }
}
