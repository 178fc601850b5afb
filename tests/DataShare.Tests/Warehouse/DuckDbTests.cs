using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class DuckDbLoadTests() : LoadTests(new DuckDbEngine());

public sealed class DuckDbVerifyLoadsTests() : VerifyLoadsTests(new DuckDbEngine());

public sealed class DuckDbMigrationTests() : MigrationTests(new DuckDbEngine(), "duckdb", new DuckDbLedgerSql());

public sealed class DuckDbShapeTests() : ShapeTests(new DuckDbEngine());

public sealed class DuckDbMajorTests() : MajorTests(new DuckDbEngine());

public sealed class DuckDbMappingTests() : MappingTests(new DuckDbEngine());

public sealed class DuckDbMappingLimitTests() : MappingLimitTests(new DuckDbEngine());

public sealed class DuckDbConsumerTests() : ConsumerTests(new DuckDbEngine());

public sealed class DuckDbFaultTests() : FaultTests(new DuckDbEngine());

public sealed class DuckDbQueryTests() : QueryTests(new DuckDbEngine());

public sealed class DuckDbTypeTests() : TypeTests(new DuckDbEngine())
{
    private static readonly DuckDbDialect Dialect = new();

    [Fact]
    public async Task Takes_decimals_of_38_digits_once_more_for_no_change() => await AssertNoChangeAsync(Generate(300, 42));

    /// <summary>As text of the engine's making: no type of .NET's holds all that it has.</summary>
    protected override async Task<IReadOnlyList<string>> StoredAsync(string column, ColumnType type) =>
        await RowsAsync($"select {TextOf(column)} from all_types order by id");

    /// <summary>What the engine makes of the values where they never were in a table.</summary>
    protected override async Task<IReadOnlyList<string>> ExpectedAsync(ColumnType type, IEnumerable<string?> values)
    {
        var list = string.Join(", ", values.Select((v, i) => $"({i}, {Literal(v)})"));
        return await RowsAsync($"select {TextOf($"cast(v as {Dialect.TypeOf(type)})")} from (values {list}) t(i, v) order by i");
    }

    private static string TextOf(string expression) => $"coalesce('<' || cast({expression} as varchar) || '>', 'null')";
}
