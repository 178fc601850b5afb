using System.Text;
using CsvHelper;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Takes the rows of one CSV file through the column gates into the pipeline.</summary>
internal sealed class CsvGate : IDisposable
{
    /// <summary>Rows between two looks at the cancellation token.</summary>
    private const int RowsBetweenLooks = 8192;

    private readonly CsvReader reader;
    private readonly ColumnFit fit;
    private readonly ColumnGate[] gates;
    private readonly AbsentColumn?[] absent;
    private readonly RescuedValues? rescued;
    private readonly byte[][] nullValues;
    private readonly bool emptyIsNull;
    private CsvMalformedRecord? malformed;

    /// <param name="content">The file's content; disposed with the gate.</param>
    /// <param name="fit">Which column of the file is which of the contract.</param>
    public CsvGate(Stream content, ColumnFit fit)
    {
        var dialect = fit.Contract.Inbox.Csv;
        this.fit = fit;
        reader = Guarded(() => CsvInput.Open(content, dialect, record => malformed = record));
        gates = [.. fit.Contract.Columns.Select(column => ColumnGate.For(column, dialect))];
        absent = [.. fit.Contract.Columns.Zip(fit.SourceOf, (c, source) => source is null ? new AbsentColumn(c) : null)];
        rescued = fit.Contract.OnViolation.UnknownColumn is UnknownColumnRule.Rescue ? new RescuedValues(fit.Rescued) : null;
        emptyIsNull = dialect.NullValues.Contains("");
        nullValues = [.. dialect.NullValues.Where(v => v.Length > 0).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The columns of a file with a header, in its order.</summary>
    /// <exception cref="FileRefusedException">It is not readable so.</exception>
    public static IReadOnlyList<string> ReadHeader(Stream content, CsvDialect dialect)
    {
        using var reader = Guarded(() => CsvInput.Open(content, dialect, onMalformed: null));
        return Guarded(() => reader.Headers);
    }

    /// <summary>How many columns the first record of a file without header has; null when there is no record.</summary>
    /// <exception cref="FileRefusedException">It is not readable so.</exception>
    public static int? CountColumns(Stream content, CsvDialect dialect)
    {
        using var reader = Guarded(() => CsvInput.Open(content, dialect, onMalformed: null));
        return Guarded(reader.Read) ? reader.FieldCount : null;
    }

    /// <summary>Checks every row. The pipeline has the accepted ones, the report the rejected ones.</summary>
    /// <param name="loadId">The drop's load id, the same memory for all rows.</param>
    /// <param name="mayFlush">Whether full chunks may be handed on before the last row has been seen.</param>
    public async Task RunAsync(
        ReadOnlyMemory<char> loadId, bool mayFlush, PartPipeline pipeline, GateReport report, CancellationToken cancellationToken)
    {
        var fields = Guarded(() => reader.Headers.Count) is > 0 and var headers ? headers : gates.Length;
        while (ReadRow())
        {
            if (reader.RowNumber % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var chunk = pipeline.Current;
            var rows = chunk.Rows;
            if (IsAccepted(chunk, fields, report))
            {
                chunk.EndRow(loadId, reader.RowNumber);
                report.Accept();
                await pipeline.MakeRoomAsync(mayFlush);
            }
            else
            {
                chunk.Truncate(rows);
            }
        }
    }

    public void Dispose() => reader.Dispose();

    private bool ReadRow()
    {
        malformed = null;
        return Guarded(reader.Read);
    }

    private bool IsAccepted(RowChunk chunk, int fields, GateReport report)
    {
        if (malformed is not null || reader.FieldCount != fields)
        {
            report.Reject(RecordViolation(fields));
            return false;
        }

        var accepted = true;
        for (var i = 0; i < gates.Length; i++)
        {
            if (absent[i] is { } column)
            {
                accepted &= column.Append(chunk.Columns[i]) is not { } unfit || Refuse(column.Gate, column.Value, unfit, report);
                continue;
            }

            var gate = gates[i];
            var field = reader.GetSpan(fit.SourceOf[i]!.Value);
            var isNull = IsNull(field);
            var broken = isNull ? gate.AppendNull(chunk.Columns[i]) : gate.Append(field, chunk.Columns[i]);
            if (broken is not null)
            {
                accepted = Refuse(gate, isNull ? null : Encoding.UTF8.GetString(field), broken, report);
            }
        }

        return (rescued is null || IsRescued(rescued, (TextColumn)chunk.Columns[gates.Length], report)) && accepted;
    }

    /// <summary>Keeps what the row has in columns that the contract does not have.</summary>
    private bool IsRescued(RescuedValues values, TextColumn target, GateReport report)
    {
        values.BeginRow();
        for (var i = 0; i < fit.Rescued.Count; i++)
        {
            var field = reader.GetSpan(fit.Rescued[i].Place);
            if (!IsNull(field) && values.Add(i, field) is { } broken)
            {
                report.Reject(new Violation(reader.RowNumber, reader.LineNumber, fit.Rescued[i].Name, null, broken.Rule, broken.Text));
                return false;
            }
        }

        values.EndRow(target);
        return true;
    }

    /// <summary>Returns false: the row is not accepted.</summary>
    private bool Refuse(ColumnGate gate, string? value, RuleBreak broken, GateReport report)
    {
        report.Reject(gate.Violation(reader.RowNumber, reader.LineNumber, value, broken));
        return false;
    }

    private bool IsNull(ReadOnlySpan<byte> field)
    {
        if (field.Length == 0)
        {
            return emptyIsNull;
        }

        foreach (var value in nullValues)
        {
            if (field.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    private Violation RecordViolation(int fields)
    {
        if (malformed is not { } record)
        {
            return Whole("fieldCount", FormattableString.Invariant(
                $"the row has {reader.FieldCount} fields, but the header has {fields}"));
        }

        return record.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => throw new FileRefusedException("quote", FormattableString.Invariant(
                $"A quote opened in the record of line {record.LineNumber} is never closed: the file may be cut off there")),
            CsvMalformedReason.StrayQuote => Whole("csv", "the row has a quote inside a field that does not begin with one"),
            CsvMalformedReason.TextAfterClosingQuote => Whole("csv", "the row has text after a closing quote"),
            _ => Whole("csv", $"the row is malformed: {record.Reason}"),
        };

        Violation Whole(string rule, string text) => new(reader.RowNumber, reader.LineNumber, null, null, rule, text);
    }

    /// <summary>What the libraries below throw about a file's bytes, as a refusal of that file.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new FileRefusedException("record", $"The file is not readable as CSV: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefusedException("gzip", $"The file is not whole gzip: it is cut off, damaged, or something else ({e.Message.TrimEnd('.')})", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new FileRefusedException("encoding", $"The file has bytes that its encoding does not know: {e.Message}", e);
        }
    }
}
