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
    /// What was loaded and consumed, for reading. A warehouse that does not exist yet answers as an empty one.
    /// </summary>
    ILedger Ledger { get; }

    /// <summary>The consumers' runs and checkpoints.</summary>
    IConsumerRuns Runs { get; }

    /// <summary>
    /// Makes the warehouse when there is none, and brings its ledger to this program's version. May be repeated;
    /// the other members do it themselves when nobody has.
    /// </summary>
    /// <exception cref="WarehouseException">It was made by a newer program, or a migration was edited.</exception>
    ValueTask MigrateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A print of the warehouse's files, taken without a query. If two prints are equal, nothing was committed between them,
    /// except within one tick of the file system's clock. Null when only a query can tell.
    /// </summary>
    string? Print();

    /// <summary>
    /// Keeps the warehouse open until the result is disposed, so that the calls between cost no opening each. Other
    /// processes wait for its end where the engine lets in one at a time.
    /// </summary>
    ValueTask<IAsyncDisposable> HoldAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins the one load transaction there is at a time: others wait for its end. Disposed without
    /// <see cref="ILoadTransaction.CompleteAsync"/> it leaves nothing.
    /// </summary>
    ValueTask<ILoadTransaction> BeginLoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Opens the rows of a run, <c>from &lt; _seq &lt;= to</c>, as one relation for each read, in a transaction.
    /// </summary>
    /// <exception cref="WarehouseBusyException">The run was delivered meanwhile by somebody else.</exception>
    ValueTask<IBatchSession> OpenBatchAsync(
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken);

    /// <summary>The loads of a dataset, and how many rows the tables of its majors hold of each.</summary>
    ValueTask<LoadedRows> CountAsync(DatasetMajors majors, CancellationToken cancellationToken);

    /// <summary>Runs one statement that reads. It cannot change the warehouse.</summary>
    /// <exception cref="WarehouseException">The SQL is wrong, several statements, or one that writes.</exception>
    ValueTask<IQuerySession> QueryAsync(string sql, CancellationToken cancellationToken);

    /// <summary>Writes the result of one statement that reads into a file, and returns its rows.</summary>
    /// <param name="file">Overwritten when it is there; a failure may leave a part of it.</param>
    /// <exception cref="WarehouseException">As <see cref="QueryAsync"/>; or the file cannot be written.</exception>
    ValueTask<long> ExportAsync(string sql, string file, FileFormat format, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the result of one statement that reads as CSV, letter by letter what <see cref="ExportAsync"/> writes into a
    /// file, and returns its rows. Both engines write one value as one text: see <see cref="IBatchSession.ExportAsync"/>;
    /// in a column alone null is <c>""</c>, since many readers leave out empty lines.
    /// </summary>
    /// <exception cref="WarehouseException">As <see cref="QueryAsync"/>.</exception>
    ValueTask<long> WriteCsvAsync(string sql, TextWriter output, CancellationToken cancellationToken);
}
