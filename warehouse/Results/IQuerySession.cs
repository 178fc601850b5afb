using System.Data.Common;

namespace DataShare.Warehouse;

/// <summary>The result of a query, streamed; it holds the warehouse open until it is disposed.</summary>
public interface IQuerySession : IAsyncDisposable
{
    /// <summary>
    /// Values as the engine's provider gives them, timestamps in UTC. The query's cancellation token also stops the
    /// reading.
    /// </summary>
    DbDataReader Reader { get; }

    /// <summary>The columns, which read the values of <see cref="Reader"/> so that every type can be shown.</summary>
    IReadOnlyList<ResultColumn> Columns { get; }
}
