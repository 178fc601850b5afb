using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>A warehouse of an earlier version, in every engine.</summary>
public abstract class MigrationTests : WarehouseTestBase
{
    private readonly string scripts;
    private readonly LedgerSql sql;

    private protected MigrationTests(TestEngine engine, string scripts, LedgerSql sql)
        : base(engine) => (this.scripts, this.sql) = (scripts, sql);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Continues_with_a_ledger_of_an_earlier_version(int newest)
    {
        var people = Merge("people", "1.0.0", null, Key("code", ColumnKind.String), Column("name"));
        await Lake.DropAsync(people, "values ('A', 'Ada'), ('B', null)");
        await MigrateAsync([.. Migration.Of(scripts).Where(m => m.Number <= newest)]);

        await LoadAsync("people");
        await Lake.DropAsync(people, "values ('A', 'Ada L.')");
        await LoadAsync("people");

        Assert.Equal(["A|Ada L.|1", "B||0"], await RowsAsync("select code, name, _lake_version from people order by code"));
        Assert.Null((await Warehouse.Ledger.ShapeAsync(people.Dataset, Stop))!.RebuildReason);
    }

    [Fact]
    public async Task Rebuilds_tables_of_several_majors_that_an_earlier_version_filled()
    {
        await MigrateAsync([.. Migration.Of(scripts).TakeWhile(m => !m.Name.Contains("keys_across_majors", StringComparison.Ordinal))]);
        await Engine.ExecuteAsync(
            "insert into datashare.dataset_shape (dataset, versions, shaped_at) "
            + "values ('one', '1.0.0, , ', current_timestamp), ('two', '1.0.0, 2.0.0', current_timestamp)",
            Stop);

        Assert.Null((await Warehouse.Ledger.ShapeAsync(DatasetName.Parse("one"), Stop))!.RebuildReason);
        Assert.NotNull((await Warehouse.Ledger.ShapeAsync(DatasetName.Parse("two"), Stop))!.RebuildReason);
    }

    /// <summary>Runs the scripts of an earlier version, and records that they ran.</summary>
    private async Task MigrateAsync(IReadOnlyList<Migration> earlier)
    {
        await Engine.ExecuteAsync($"begin transaction;\n{sql.PrepareMigrations};\ncommit;", Stop);
        foreach (var migration in earlier)
        {
            await Engine.ExecuteAsync(migration.Sql, Stop);
            await Engine.ExecuteAsync(
                $"insert into datashare.migration (number, name, checksum, applied_at) values ({SqlDialect.Literal(migration.Number)}, "
                + $"'{migration.Name}', '{migration.Checksum}', current_timestamp)",
                Stop);
        }
    }
}
