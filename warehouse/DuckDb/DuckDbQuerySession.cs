using System.Data.Common;
using DataShare.Schemas;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataShare.Warehouse;

/// <summary>
/// One statement in a read-only transaction: DuckDB itself refuses what would write, and a second statement,
/// which could end the transaction first, is refused here.
/// </summary>
internal sealed class DuckDbQuerySession : IQuerySession
{
    private const string Doing = "answer the query";

    private readonly DuckDbSession session;
    private readonly DuckDBCommand command;
    private readonly CancellationTokenRegistration stop;

    private DuckDbQuerySession(DuckDbSession session, DuckDBCommand command, DbDataReader reader, CancellationToken cancellationToken)
    {
        this.session = session;
        this.command = command;
        Reader = reader;
        stop = cancellationToken.Register(command.Cancel);
    }

    public DbDataReader Reader { get; }

    public static async Task<DuckDbQuerySession> OpenAsync(DuckDbSession session, string sql, CancellationToken cancellationToken)
    {
        await BeginAsync(session, sql, cancellationToken).ConfigureAwait(false);
        var (command, reader) = await session.RunAsync(Doing, c => Start(c, sql), cancellationToken).ConfigureAwait(false);
        return new DuckDbQuerySession(session, command, reader, cancellationToken);
    }

    public static async Task<long> ExportAsync(
        DuckDbSession session,
        string sql,
        string file,
        FileFormat format,
        CancellationToken cancellationToken)
    {
        await BeginAsync(session, sql, cancellationToken).ConfigureAwait(false);
        var query = Bare(sql);
        var select = format is FileFormat.Csv
            ? await DuckDbCsv.SelectAsync(session, query, asText: false, cancellationToken).ConfigureAwait(false)
            : query;
        if (select is not null)
        {
            return await DuckDbCopy.ToFileAsync(session, select, file, format, cancellationToken).ConfigureAwait(false);
        }

        var (command, reader) = await session.RunAsync(Doing, c => Start(c, sql), cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        await using (reader.ConfigureAwait(false))
        {
            return await ReadAsync(
                command, () => ResultFile.WriteAsync(reader, null, file, format, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="ExportAsync"/> into a file of CSV.</summary>
    public static async Task<long> WriteCsvAsync(DuckDbSession session, string sql, TextWriter output, CancellationToken cancellationToken)
    {
        await BeginAsync(session, sql, cancellationToken).ConfigureAwait(false);
        var select = await DuckDbCsv.SelectAsync(session, Bare(sql), asText: true, cancellationToken).ConfigureAwait(false) ?? sql;
        var (command, reader) = await session.RunAsync(Doing, c => Start(c, select), cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        await using (reader.ConfigureAwait(false))
        {
            return await ReadAsync(
                command, () => CsvRows.WriteAsync(reader, ResultColumn.Of(reader), output, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.DisposeAsync().ConfigureAwait(false);
        await Reader.DisposeAsync().ConfigureAwait(false);
        await command.DisposeAsync().ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Without the semicolon behind it, and what follows that.</summary>
    private static string Bare(string sql) => SqlStatements.Split(sql).ToList() is [var statement] ? statement : sql.Trim().TrimEnd(';');

    /// <summary>Reads rows; what goes wrong with one of them is said as the warehouse says it.</summary>
    private static async Task<long> ReadAsync(DuckDBCommand command, Func<Task<long>> read, CancellationToken cancellationToken)
    {
        var stop = cancellationToken.Register(command.Cancel);
        await using (stop.ConfigureAwait(false))
        {
            try
            {
                return await read().ConfigureAwait(false);
            }
            catch (DuckDBException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw DuckDbFaults.Explain(Doing, e);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                // Where one thread fails DuckDB stops the others, and once in a while that is all it tells.
                throw new WarehouseException(
                    $"Could not {Doing}: DuckDB stopped at a value that cannot be computed and did not say which. Nothing was changed. Ask again to be told.", e);
            }
        }
    }

    private static async Task BeginAsync(DuckDbSession session, string sql, CancellationToken cancellationToken)
    {
        var statements = await session.RunAsync(Doing, c => CountStatements(c, sql), cancellationToken).ConfigureAwait(false);
        if (statements != 1)
        {
            throw new WarehouseException(
                $"A query is one statement, and here are {statements}. Nothing was run. Ask them one after the other.");
        }

        await session.BeginAsync(readOnly: true, cancellationToken).ConfigureAwait(false);
    }

    private static int CountStatements(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        using (statements)
        {
            return count > 0
                ? count
                : NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } error
                    ? throw new WarehouseException($"The query cannot be read: {error}")
                    : 0;
        }
    }

    /// <summary>Streaming, so that a result of any size needs no memory.</summary>
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
