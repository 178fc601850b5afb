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
