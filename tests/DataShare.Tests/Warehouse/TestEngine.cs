using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;

namespace DataShare.Tests.Warehouse;

/// <summary>What one test needs of an engine: a place for its warehouse, and the little in which the SQL differs.</summary>
public abstract class TestEngine : IAsyncDisposable
{
    /// <summary>Holds for a tombstone.</summary>
    public abstract string IsDeleted { get; }

    /// <summary>A query that would take minutes.</summary>
    public abstract string LongQuery { get; }

    /// <summary>So many rows, of 200 characters each, that a load of them takes seconds.</summary>
    public abstract int ManyRows { get; }

    /// <summary>Makes the place and sets the options to it. Skips the test where the engine is not there.</summary>
    public abstract ValueTask StartAsync(WarehouseOptions options, TemporaryFolder folder, CancellationToken cancellationToken);

    /// <summary>An object of its own on the same warehouse, as another process has it.</summary>
    public abstract IWarehouse Open(WarehouseOptions options);

    /// <summary>Whether a table's columns may have these names, and are shown by them.</summary>
    public virtual Task<bool> KeepsNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Digits of a decimal that it takes, whatever they are.</summary>
    public virtual Task<int> MostDigitsAsync(CancellationToken cancellationToken) => Task.FromResult(ColumnType.MaxPrecision);

    /// <summary>Lake commits that it can merge in one transaction.</summary>
    public virtual Task<int> MostCommitsAsync(CancellationToken cancellationToken) => Task.FromResult(int.MaxValue);

    /// <summary>Whether a text that says a moment becomes one.</summary>
    public virtual Task<bool> ReadsMomentsAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Executes what somebody else does in the same database.</summary>
    public abstract Task ExecuteAsync(string sql, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
