using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Tests.Warehouse;

/// <summary>The embedded engine's warehouse for the tests that every engine passes.</summary>
internal static class DuckDbEngine
{
    public static DuckDbWarehouse Open(WarehouseTestBase test)
    {
        test.Options.DatabaseFile = test.Lake.Folder["warehouse.duckdb"];

        // The waiting for a lock is real, so that its clock is.
        return new DuckDbWarehouse(test.Options, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance, new Random(1));
    }
}

public sealed class DuckDbLoadTests : LoadTests
{
    protected override IWarehouse NewWarehouse() => DuckDbEngine.Open(this);
}

public sealed class DuckDbShapeTests : ShapeTests
{
    protected override IWarehouse NewWarehouse() => DuckDbEngine.Open(this);
}

public sealed class DuckDbConsumerTests : ConsumerTests
{
    protected override IWarehouse NewWarehouse() => DuckDbEngine.Open(this);
}

public sealed class DuckDbFaultTests : FaultTests
{
    protected override IWarehouse NewWarehouse() => DuckDbEngine.Open(this);
}

public sealed class DuckDbQueryTests : QueryTests
{
    protected override IWarehouse NewWarehouse() => DuckDbEngine.Open(this);
}

public sealed class DuckDbTypeTests : TypeTests
{
    protected override IWarehouse NewWarehouse() => DuckDbEngine.Open(this);

    protected override string TextOf(string column) => $"coalesce('<' || cast({column} as varchar) || '>', 'null')";

    protected override string ExpectedSql(ColumnType type, IEnumerable<string?> values)
    {
        var list = string.Join(", ", values.Select((v, i) => $"({i}, {Literal(v)})"));
        return $"select {TextOf($"cast(v as {new DuckDbDialect().TypeOf(type)})")} from (values {list}) t(i, v) order by i";
    }
}
