using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class SqlServerLoadTests() : LoadTests(new SqlServerEngine());

public sealed class SqlServerColumnstoreLoadTests() : LoadTests(new SqlServerEngine(TableStorage.Columnstore));

public sealed class SqlServerPartProofTests() : PartProofTests(new SqlServerEngine());

public sealed class SqlServerStaleRowTests() : StaleRowTests(new SqlServerEngine());

public sealed class SqlServerVerifyLoadsTests() : VerifyLoadsTests(new SqlServerEngine())
{
    /// <summary>The state of a database that an earlier version loaded.</summary>
    [Fact]
    public async Task Makes_tables_again_whose_text_keys_an_earlier_version_hashed_wrongly()
    {
        var kv = Contracts.Merge("k-v", "1.0.0", null, Contracts.Key("code", ColumnKind.String), Contracts.Column("name"));
        await Lake.DropAsync(kv, "values ('A', 'Ada'), ('B', null)");
        await LoadAsync("k-v");
        await Engine.ExecuteAsync("delete from dbo.k_v_v1_data where code = N'B'", Stop);
        await Engine.ExecuteAsync(Migration.Of("sqlserver").Single(m => m.Name == "0005_text_keys").Sql, Stop);

        var summary = await LoadAsync("k-v");

        Assert.Equal(["k-v/v1@0"], summary.Rebuilt!.Changed.Select(c => $"{c.Table}@{c.LakeVersion}"));
        Assert.Equal(["A|Ada", "B|"], await RowsAsync("select code, name from k_v order by code"));
    }
}

public sealed class SqlServerMigrationTests() : MigrationTests(new SqlServerEngine(), "sqlserver", new SqlServerLedgerSql());

public sealed class SqlServerMajorTests() : MajorTests(new SqlServerEngine());

public sealed class SqlServerMappingTests() : MappingTests(new SqlServerEngine());

public sealed class SqlServerMappingLimitTests() : MappingLimitTests(new SqlServerEngine());

public sealed class SqlServerWaitingDatasetTests() : WaitingDatasetTests(new SqlServerEngine());

public sealed class SqlServerShapeTests() : ShapeTests(new SqlServerEngine())
{
    [Fact]
    public async Task Loads_nothing_twice_when_the_ledger_was_emptied()
    {
        var orders = Contracts.Append("orders", "1.0.0", Contracts.Column("id", ColumnKind.Int64));
        await Lake.DropAsync(orders, "values (1)");
        await LoadAsync("orders");
        await Engine.ExecuteAsync("delete from datashare.\"load\"", Stop);

        var refused = await Assert.ThrowsAsync<WarehouseException>(() => LoadAsync("orders"));

        Assert.Contains("ledger", refused.Message);
        Assert.Equal(["1"], await RowsAsync("select id from orders"));
    }
}

public sealed class SqlServerConsumerTests() : ConsumerTests(new SqlServerEngine());

public sealed class SqlServerWideRowTests() : WideRowTests(new SqlServerEngine());

public sealed class SqlServerMoveTests() : MoveTests(new SqlServerEngine());

public sealed class SqlServerFaultTests() : FaultTests(new SqlServerEngine());

public sealed class SqlServerQueryTests() : QueryTests(new SqlServerEngine());

public sealed class SqlServerTypeTests() : TypeTests(new SqlServerEngine())
{
    /// <summary>From the provider's own types, which hold all values of the server.</summary>
    protected override async Task<IReadOnlyList<string>> StoredAsync(string column, ColumnType type)
    {
        await using var query = await Warehouse.QueryAsync($"select {column} from all_types order by id", Stop);
        var texts = new List<string>();
        while (await query.Reader.ReadAsync(Stop))
        {
            texts.Add(query.Reader.IsDBNull(0) ? "null" : $"<{Text(query.Reader, type)}>");
        }

        return texts;
    }

    /// <summary>The values themselves; a decimal has all digits of its scale.</summary>
    protected override Task<IReadOnlyList<string>> ExpectedAsync(ColumnType type, IEnumerable<string?> values) =>
        Task.FromResult<IReadOnlyList<string>>([.. values.Select(v => v is null ? "null" : $"<{Text(v, type)}>")]);

    private static string Text(DbDataReader reader, ColumnType type) => (type.Kind, reader.GetProviderSpecificValue(0)) switch
    {
        (ColumnKind.Decimal, SqlDecimal value) when value.Precision == type.Precision && value.Scale == type.Scale => Digits(value.ToString()),
        (ColumnKind.Double, SqlDouble value) => Double(value.Value),
        (ColumnKind.Boolean, SqlBoolean value) => value.Value ? "true" : "false",
        (ColumnKind.Date, DateTime value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (ColumnKind.Timestamp, DateTimeOffset value) => value.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)[..^1] + value.ToString("zz", CultureInfo.InvariantCulture),
        (ColumnKind.TimestampLocal, DateTime value) => value.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        (ColumnKind.Uuid, SqlGuid value) => value.Value.ToString(),
        (ColumnKind.Binary, SqlBinary value) => string.Concat(value.Value.Select(b => @"\x" + b.ToString("X2", CultureInfo.InvariantCulture))),
        (ColumnKind.String, SqlString value) => value.Value,
        (ColumnKind.Int8 or ColumnKind.Int16, SqlInt16 value) => value.ToString(),
        (ColumnKind.Int32, SqlInt32 value) => value.ToString(),
        (ColumnKind.Int64, SqlInt64 value) => value.ToString(),
        (_, var value) => $"{value} is a {value.GetType().Name}",
    };

    private static string Text(string value, ColumnType type) => type.Kind switch
    {
        ColumnKind.Decimal => Digits(value),
        ColumnKind.Double => Double(double.Parse(value, CultureInfo.InvariantCulture)),
        _ => value,
    };

    /// <summary>Without the point: both sides have the scale of the type.</summary>
    private static string Digits(string number) =>
        BigInteger.Parse(number.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    /// <summary>Zero has no sign on the server.</summary>
    private static string Double(double value) => (value == 0 ? 0 : value).ToString("R", CultureInfo.InvariantCulture);
}
