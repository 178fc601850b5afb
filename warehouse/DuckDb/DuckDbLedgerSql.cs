namespace DataShare.Warehouse;

internal sealed class DuckDbLedgerSql() : LedgerSql('$')
{
    public override string PrepareMigrations =>
        """
        create schema if not exists datashare;
        create table if not exists datashare.migration (
          number integer not null,
          name varchar not null,
          checksum varchar not null,
          applied_at timestamptz not null,
          constraint migration_pk primary key (number)
        )
        """;

    protected override string First(string columns, string rest, string limit) => $"select {columns} {rest} limit {limit}";
}
