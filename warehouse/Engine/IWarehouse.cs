using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The database in which datasets are tables: rows, views, and the ledger of loads and deliveries. Every member can be
/// called from several threads and processes at once. A call waits for another process for at most
/// <see cref="WarehouseOptions.LockTimeout"/>, and then throws <see cref="WarehouseBusyException"/>: the call can be
/// tried again. After a <see cref="WarehouseException"/>, another try fails too.
/// </summary>
public interface IWarehouse
{
    /// <summary>
    /// The records of loads and deliveries, for reading. A warehouse that does not exist yet gives the same answers as an empty
    /// one.
    /// </summary>
    ILedger Ledger { get; }

    /// <summary>The consumers' runs and positions.</summary>
    IConsumerRuns Runs { get; }

    /// <summary>
    /// Creates the warehouse if there is none, and migrates its ledger to this program's version. May be repeated. The other
    /// members call it themselves if necessary.
    /// </summary>
    /// <exception cref="WarehouseException">A newer program created it, or a migration was edited.</exception>
    ValueTask MigrateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A fingerprint of the warehouse's files, taken without a query. If two prints are equal, nothing was committed between
    /// them, except within one tick of the file system's clock. Null if only a query can show this.
    /// </summary>
    string? Print();

    /// <summary>
    /// Keeps the warehouse open until the result is disposed, so that calls until then need not open it. If the engine allows
    /// only one process at a time, other processes wait.
    /// </summary>
    ValueTask<IAsyncDisposable> HoldAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins a load transaction of a dataset. Only one runs at a time for a dataset, in some engines for all; others wait. If it is disposed without
    /// <see cref="ILoadTransaction.CompleteAsync"/>, it leaves nothing.
    /// </summary>
    ValueTask<ILoadTransaction> BeginLoadAsync(DatasetName dataset, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the rows that changed in the run's ranges, as one relation for each read, in a transaction.
    /// </summary>
    /// <exception cref="WarehouseBusyException">Another process has delivered the run in the meantime.</exception>
    ValueTask<IBatchSession> OpenBatchAsync(
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken);

    /// <summary>
    /// Copies the whole database into a new file, as it is at one moment; others wait. False if the engine does not keep its
    /// database in one file of this machine. Then its own tools make backups.
    /// </summary>
    /// <exception cref="IOException">The file exists or cannot be written. A part of it may be left.</exception>
    ValueTask<bool> CopyAsync(string file, CancellationToken cancellationToken);

    /// <summary>The loads of a dataset, and the number of rows of each load in the tables of its majors.</summary>
    ValueTask<LoadedRows> CountAsync(DatasetMajors majors, CancellationToken cancellationToken);

    /// <summary>Runs one statement that only reads. It cannot change the warehouse.</summary>
    /// <exception cref="WarehouseException">The SQL is wrong, has several statements, or writes.</exception>
    ValueTask<IQuerySession> QueryAsync(string sql, CancellationToken cancellationToken);

    /// <summary>Writes the result of one statement that only reads into a file, and returns the number of rows.</summary>
    /// <param name="file">An existing file is overwritten. A failure may leave a part of the file.</param>
    /// <exception cref="WarehouseException">As for <see cref="QueryAsync"/>, or the file cannot be written.</exception>
    ValueTask<long> ExportAsync(string sql, string file, FileFormat format, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the result of one statement that only reads as CSV, the same text that <see cref="ExportAsync"/> writes into a
    /// file, and returns the number of rows. Both engines write the same text for a value: see
    /// <see cref="IBatchSession.ExportAsync"/>. In a result with one column null is <c>""</c>, because many readers skip empty
    /// lines.
    /// </summary>
    /// <exception cref="WarehouseException">As for <see cref="QueryAsync"/>.</exception>
    ValueTask<long> WriteCsvAsync(string sql, TextWriter output, CancellationToken cancellationToken);
}
