using System.Data.Common;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>One statement that only reads, in a read-only transaction.</summary>
internal sealed class DuckDbQuerySession : IQuerySession
{
    private const string Doing = "answer the query";

    private readonly DuckDbSession session;
    private readonly DuckDbRows rows;
    private readonly CancellationTokenRegistration stop;

    private DuckDbQuerySession(DuckDbSession session, DuckDbRows rows, IReadOnlySet<int>? json, CancellationToken cancellationToken)
    {
        this.session = session;
        this.rows = rows;
        Columns = ResultColumn.Of(rows.Reader, json: json);
        stop = rows.StopOn(cancellationToken);
    }

    public DbDataReader Reader => rows.Reader;

    public IReadOnlyList<ResultColumn> Columns { get; }

    public static async Task<DuckDbQuerySession> OpenAsync(DuckDbSession session, string sql, CancellationToken cancellationToken)
    {
        var statement = await BeginAsync(session, sql, cancellationToken);
        var rows = await DuckDbRows.OpenAsync(session, Doing, sql, cancellationToken);
        if (DuckDbReadable.Of(statement, rows.Reader) is not { } readable)
        {
            return new DuckDbQuerySession(session, rows, null, cancellationToken);
        }

        // Nothing was read yet, so starting again costs little.
        await rows.DisposeAsync();
        rows = await DuckDbRows.OpenAsync(session, Doing, readable.Select, cancellationToken);
        return new DuckDbQuerySession(session, rows, readable.Json, cancellationToken);
    }

    public static async Task<long> ExportAsync(
        DuckDbSession session,
        string sql,
        string file,
        FileFormat format,
        FileReach? reach,
        CancellationToken cancellationToken)
    {
        var query = await BeginAsync(session, sql, cancellationToken);
        var select = format is FileFormat.Csv
            ? await DuckDbCsv.SelectAsync(session, query, asText: false, cancellationToken)
            : query;
        return select is not null && reach?.Covers(file) != false
            ? await DuckDbCopy.ToFileAsync(session, select, file, format, cancellationToken)
            : await WriteAsync(session, sql, r => ResultFile.WriteAsync(r, null, file, format, cancellationToken), cancellationToken);
    }

    /// <summary>Opens a statement for <see cref="WriteCsvAsync"/>, which writes the same text as <see cref="ExportAsync"/> writes into a CSV file.</summary>
    public static async Task<DuckDbQuerySession> OpenCsvAsync(DuckDbSession session, string sql, CancellationToken cancellationToken)
    {
        var query = await BeginAsync(session, sql, cancellationToken);
        var select = await DuckDbCsv.SelectAsync(session, query, asText: true, cancellationToken) ?? sql;
        var rows = await DuckDbRows.OpenAsync(session, Doing, select, cancellationToken);
        return new DuckDbQuerySession(session, rows, null, cancellationToken);
    }

    public Task<long> WriteCsvAsync(TextWriter output, CancellationToken cancellationToken) =>
        rows.ReadAsync(r => CsvRows.WriteAsync(r, Columns, output, cancellationToken).AsTask(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stop.DisposeAsync();
        await rows.DisposeAsync();
        await session.DisposeAsync();
    }

    private static async Task<long> WriteAsync(
        DuckDbSession session, string sql, Func<DbDataReader, Task<long>> write, CancellationToken cancellationToken)
    {
        await using var rows = await DuckDbRows.OpenAsync(session, Doing, sql, cancellationToken);
        return await rows.ReadAsync(write, cancellationToken);
    }

    /// <returns>The statement alone.</returns>
    private static async Task<string> BeginAsync(DuckDbSession session, string sql, CancellationToken cancellationToken)
    {
        var statement = await session.RunAsync(Doing, c => DuckDbReadOnlyStatement.Check(c, sql), cancellationToken);
        await session.BeginAsync(readOnly: true, cancellationToken);
        return statement;
    }
}
