using System.Data.Common;
using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>The rows of a statement, streamed, so that memory does not grow with the result.</summary>
internal sealed class DuckDbRows : IAsyncDisposable
{
    private readonly DuckDbSession session;
    private readonly string doing;
    private readonly DuckDBCommand command;

    private DuckDbRows(DuckDbSession session, string doing, DuckDBCommand command, DbDataReader reader) =>
        (this.session, this.doing, this.command, Reader) = (session, doing, command, reader);

    public DbDataReader Reader { get; }

    public static async Task<DuckDbRows> OpenAsync(DuckDbSession session, string doing, string sql, CancellationToken cancellationToken)
    {
        var (command, reader) = await session.RunAsync(doing, c => Start(c, sql), cancellationToken);
        return new DuckDbRows(session, doing, command, reader);
    }

    /// <summary>Stops reading when the token is cancelled.</summary>
    public CancellationTokenRegistration StopOn(CancellationToken cancellationToken) => cancellationToken.Register(command.Cancel);

    /// <summary>Reads rows, and converts errors to the warehouse's exceptions.</summary>
    public async Task<long> ReadAsync(Func<DbDataReader, Task<long>> read, CancellationToken cancellationToken)
    {
        await using var stop = StopOn(cancellationToken);
        try
        {
            return await read(Reader);
        }
        catch (DuckDBException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw session.Explain(doing, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // If one thread fails, DuckDB stops the others, and sometimes reports only that they were stopped.
            throw new WarehouseException(
                $"Could not {doing}: DuckDB stopped at a value that it cannot compute, and did not name the value. Nothing was changed. Run it again to see the value.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await command.DisposeAsync();
    }

    private static (DuckDBCommand Command, DbDataReader Reader) Start(DuckDBConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        try
        {
#pragma warning disable CA2100 // The reader's own statement.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.UseStreamingMode = true;
            return (command, command.ExecuteReader());
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }
}
