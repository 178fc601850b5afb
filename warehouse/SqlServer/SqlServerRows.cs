using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>Rows that are being read. Disposed before their end they are stopped, and not read to it.</summary>
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
            // That it was stopped, or that the connection is gone.
        }
        finally
        {
            await command.DisposeAsync();
        }
    }
}
