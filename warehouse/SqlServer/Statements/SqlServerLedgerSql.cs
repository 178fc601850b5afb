namespace DataShare.Warehouse;

internal sealed class SqlServerLedgerSql() : LedgerSql('@')
{
    public override string PrepareMigrations =>
        $"""
        declare @result int;
        exec @result = sp_getapplock
          @Resource = N'datashare.migration', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = 60000;
        if @result < 0
          throw {SessionStatements.LockNotGranted}, N'Another process is migrating the warehouse.', 1;
        if schema_id(N'datashare') is null
          exec(N'create schema datashare');
        if object_id(N'datashare.migration') is null
          create table datashare.migration (
            number int not null,
            name nvarchar(200) not null,
            checksum nvarchar(64) not null,
            applied_at datetime2(6) not null,
            constraint migration_pk primary key (number)
          );
        """;

    protected override string True => "1";

    protected override string False => "0";

    protected override string First(string columns, string rest, string limit) => $"select top ({limit}) {columns} {rest}";
}
