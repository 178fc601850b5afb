namespace DataShare.Warehouse;

/// <summary>
/// One connection to the warehouse and its transaction, for one caller. Closing it undoes what was not committed.
/// <c>doing</c> is for messages: "load orders/v1".
/// </summary>
internal interface ISqlSession : IAsyncDisposable
{
    /// <returns>Rows that the statements changed, together.</returns>
    Task<long> ExecuteAsync(string doing, string sql, CancellationToken cancellationToken);

    Task<IReadOnlyList<T>> QueryAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken);

    Task<T?> ScalarAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken);

    /// <summary>Writes into the ledger, where a key twice can only mean that somebody else was quicker.</summary>
    /// <param name="parameters">Of one execution, or a list of them.</param>
    /// <returns>Rows written.</returns>
    /// <exception cref="WarehouseBusyException">Somebody else was quicker.</exception>
    Task<long> WriteAsync(string doing, string sql, object parameters, CancellationToken cancellationToken);

    /// <param name="readOnly">All statements of the transaction see one state.</param>
    Task BeginAsync(bool readOnly, CancellationToken cancellationToken);

    /// <summary>Once begun it is not cancelled: nobody could say whether it happened.</summary>
    Task CommitAsync(string doing, CancellationToken cancellationToken);
}

/// <summary>Where sessions on the migrated warehouse come from.</summary>
internal interface ISqlSessions
{
    ValueTask<ISqlSession> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Does a step that may be done twice, in a session of its own; after a fault that may pass by itself, again.
    /// </summary>
    ValueTask<T> RunAsync<T>(Func<ISqlSession, Task<T>> step, CancellationToken cancellationToken);
}
