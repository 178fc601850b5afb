using System.Data.Common;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// One statement that only reads, in a transaction that is never committed, so any change would be rolled back.
/// </summary>
internal sealed class SqlServerQuerySession : IQuerySession
{
    private const string Doing = "answer the query";

    private readonly SqlServerSession session;

    private readonly SqlServerRows rows;

    private SqlServerQuerySession(SqlServerSession session, SqlServerRows rows)
    {
        this.session = session;
        this.rows = rows;
        Columns = ResultColumn.Of(rows.Reader);
    }

    public DbDataReader Reader => rows.Reader;

    public IReadOnlyList<ResultColumn> Columns { get; }

    public static async Task<SqlServerQuerySession> OpenAsync(SqlServerSession session, string sql, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        var rows = await session.ReadAsync(Doing, sql, cancellationToken);
        return new SqlServerQuerySession(session, rows);
    }

    public Task<long> WriteAsync(string file, FileFormat format, CancellationToken cancellationToken) =>
        session.RunAsync(Doing, () => ResultFile.WriteAsync(Reader, null, file, format, cancellationToken), cancellationToken);

    public Task<long> WriteCsvAsync(TextWriter output, CancellationToken cancellationToken) =>
        session.RunAsync(Doing, () => CsvRows.WriteAsync(Reader, ResultColumn.Of(Reader), output, cancellationToken).AsTask(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        await session.DisposeAsync();
    }
}
