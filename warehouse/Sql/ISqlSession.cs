namespace DataShare.Warehouse;

/// <summary>
/// One connection to the warehouse and its transaction, for one caller. Closing it rolls back uncommitted work.
/// <c>doing</c> is for messages: "load orders/v1".
/// </summary>
internal interface ISqlSession : IAsyncDisposable
{
    /// <returns>The number of rows that all statements together changed.</returns>
    Task<long> ExecuteAsync(string doing, string sql, CancellationToken cancellationToken);

    Task<IReadOnlyList<T>> QueryAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken);

    Task<T?> ScalarAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken);

    /// <summary>Writes to the ledger. There, a duplicate key can only mean that another process was faster.</summary>
    /// <param name="parameters">The parameters of one execution, or a list for several.</param>
    /// <returns>The number of written rows.</returns>
    /// <exception cref="WarehouseBusyException">Another process was faster.</exception>
    Task<long> WriteAsync(string doing, string sql, object parameters, CancellationToken cancellationToken);

    /// <param name="readOnly">Whether all statements of the transaction only read, and see one state.</param>
    Task BeginAsync(bool readOnly, CancellationToken cancellationToken);

    /// <summary>Commits. Once begun it is not cancelled, because nobody would know whether it happened.</summary>
    Task CommitAsync(string doing, CancellationToken cancellationToken);
}

/// <summary>Opens sessions on the migrated warehouse.</summary>
internal interface ISqlSessions
{
    ValueTask<ISqlSession> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs a repeatable step in its own session. After a temporary fault it runs the step again.
    /// </summary>
    ValueTask<T> RunAsync<T>(Func<ISqlSession, Task<T>> step, CancellationToken cancellationToken);
}
