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

    /// <summary>Without a sort, because sorting one row takes DuckDB three times as long as finding it.</summary>
    public override string LastVersion =>
        """
        select max(lake_version) as LakeVersion, arg_max(contract_version, lake_version) as ContractVersion
        from datashare."load"
        where dataset = $Dataset and major = $Major
        having count(*) > 0
        """;

    protected override string True => "true";

    protected override string False => "false";

    protected override string First(string columns, string rest, string limit) => $"select {columns} {rest} limit {limit}";
}
