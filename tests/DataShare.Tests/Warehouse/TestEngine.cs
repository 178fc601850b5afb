using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;

namespace DataShare.Tests.Warehouse;

/// <summary>An engine for one test: the place of its warehouse, and the few differences of its SQL.</summary>
public abstract class TestEngine : IAsyncDisposable
{
    /// <summary>The condition for a tombstone.</summary>
    public abstract string IsDeleted { get; }

    /// <summary>A query that would take minutes.</summary>
    public abstract string LongQuery { get; }

    /// <summary>A number of rows, of 200 characters each, whose load takes seconds.</summary>
    public abstract int ManyRows { get; }

    /// <summary>Prepares the place and sets the options. Skips the test if the engine is not available.</summary>
    public abstract ValueTask StartAsync(WarehouseOptions options, TemporaryFolder folder, CancellationToken cancellationToken);

    /// <summary>A new object for the same warehouse, as in another process.</summary>
    public abstract IWarehouse Open(WarehouseOptions options);

    /// <summary>Whether a table's columns can have these names, and queries return them.</summary>
    public virtual Task<bool> KeepsNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>The most digits of a decimal that it always stores.</summary>
    public virtual Task<int> MostDigitsAsync(CancellationToken cancellationToken) => Task.FromResult(ColumnType.MaxPrecision);

    /// <summary>The most lake commits that it can merge in one transaction.</summary>
    public virtual Task<int> MostCommitsAsync(CancellationToken cancellationToken) => Task.FromResult(int.MaxValue);

    /// <summary>Whether it can convert a text to a moment.</summary>
    public virtual Task<bool> ReadsMomentsAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Executes a statement of another user of the database.</summary>
    public abstract Task ExecuteAsync(string sql, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
