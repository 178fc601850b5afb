using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>Rows that are being read. If it is disposed before the last row, it cancels the statement instead of reading the rest.</summary>
internal sealed class SqlServerRows(SqlCommand command, SqlDataReader reader) : IAsyncDisposable
{
    public SqlDataReader Reader => reader;

    public async ValueTask DisposeAsync()
    {
        try
        {
            command.Cancel();
            await reader.DisposeAsync();
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException)
        {
            // The statement was cancelled, or the connection was lost.
        }
        finally
        {
            await command.DisposeAsync();
        }
    }
}
