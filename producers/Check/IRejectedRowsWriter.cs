namespace DataShare.Producers;

/// <summary>Where the rejected rows of a file are written in full. Without completion nobody reads them.</summary>
internal interface IRejectedRowsWriter : IAsyncDisposable
{
    /// <summary>Whether much has gathered that should be flushed before the next row.</summary>
    bool IsFull { get; }

    void Write(in RejectedRow row);

    Task FlushAsync(CancellationToken cancellationToken);

    Task CompleteAsync(CancellationToken cancellationToken);
}
