using System.Text;
using System.Text.Unicode;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// The rejected rows of one load as a Parquet file, one row for each broken rule, for programs. Without
/// <see cref="CompleteAsync"/> the file is incomplete and cannot be read. Not thread-safe.
/// </summary>
public sealed class RejectedRowsTable : IAsyncDisposable
{
    /// <summary>The number of rows after which a row group is written.</summary>
    private const int FullRows = 50_000;
    private const long FullBytes = 32L << 20;

    private readonly string path;
    private readonly ReadOnlyMemory<char> loadId;
    private readonly TextColumn loadIds = Text("load_id");
    private readonly ValueColumn<long> rows = Number("row");
    private readonly ValueColumn<long> lines = Number("line");
    private readonly ValueColumn<long> byteOffsets = Number("byte_offset");
    private readonly TextColumn columns = Text("column");
    private readonly TextColumn values = Text("value");
    private readonly TextColumn rules = Text("rule");
    private readonly TextColumn messages = Text("message");
    private readonly TextColumn raws = Text("raw");
    private readonly ColumnBuffer[] all;
    private ParquetOutput? output;

    /// <param name="path">A path in an existing folder; an existing file is overwritten.</param>
    public RejectedRowsTable(string path, LoadId loadId)
    {
        this.path = path;
        this.loadId = loadId.Value.AsMemory();
        all = [loadIds, rows, lines, byteOffsets, columns, values, rules, messages, raws];
    }

    /// <summary>Whether <see cref="FlushAsync"/> should be called before more rows are added.</summary>
    public bool IsFull => rows.Count >= FullRows || raws.PayloadBytes + messages.PayloadBytes >= FullBytes;

    /// <summary>Adds a row with all rules that it breaks.</summary>
    /// <param name="raw">The original record, in UTF-8; empty if unknown.</param>
    public void Add(ReadOnlySpan<byte> raw, IReadOnlyList<QuarantinedValue> violations)
    {
        foreach (var violation in violations)
        {
            loadIds.Append(loadId.Span);
            rows.Append(violation.Row);
            Append(lines, violation.Line);
            Append(byteOffsets, violation.ByteOffset);
            Append(columns, violation.Column);
            Append(values, violation.Value);
            Append(rules, violation.Rule);
            Append(messages, violation.Message);
            raws.Append(Utf8.IsValid(raw) ? raw : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(raw)));
        }
    }

    /// <summary>Writes the added rows as a row group.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        output ??= await ParquetOutput.CreateAsync(path, all, cancellationToken);
        if (rows.Count == 0)
        {
            return;
        }

        await output.WriteAsync(all, cancellationToken);
        foreach (var column in all)
        {
            column.Clear();
        }
    }

    /// <summary>Writes the rest and ends the file; it is not flushed to disk.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await output!.CompleteAsync();
        output = null;
    }

    public ValueTask DisposeAsync() => output?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Append(ValueColumn<long> column, long? value)
    {
        if (value is { } number)
        {
            column.Append(number);
        }
        else
        {
            column.AppendNull();
        }
    }

    private static void Append(TextColumn column, string? value)
    {
        if (value is null)
        {
            column.AppendNull();
        }
        else
        {
            column.Append(value);
        }
    }

    private static TextColumn Text(string name) => (TextColumn)ColumnBuffer.For(Column(name, ColumnKind.String));

    private static ValueColumn<long> Number(string name) => (ValueColumn<long>)ColumnBuffer.For(Column(name, ColumnKind.Int64));

    private static ContractColumn Column(string name, ColumnKind kind) => new() { Id = name, Name = name, Type = new ColumnType(kind) };
}
