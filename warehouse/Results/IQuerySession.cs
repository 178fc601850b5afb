using System.Data.Common;

namespace DataShare.Warehouse;

/// <summary>The result of a query, streamed; it holds the warehouse open until it is disposed.</summary>
public interface IQuerySession : IAsyncDisposable
{
    /// <summary>
    /// Values as the engine's provider has them, moments in UTC. The token given to the query also stops the
    /// reading.
    /// </summary>
    DbDataReader Reader { get; }

    /// <summary>How the values of <see cref="Reader"/> are read so that every type can be shown.</summary>
    IReadOnlyList<ResultColumn> Columns { get; }
}
