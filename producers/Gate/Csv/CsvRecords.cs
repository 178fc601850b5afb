using System.Text;
using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The records of a CSV file, one after the other, those that are broken among them.</summary>
internal sealed class CsvRecords : IDisposable
{
    private readonly CsvReader reader;
    private readonly CsvDialect dialect;
    private readonly int? expectedFields;
    private CsvMalformedRecord? malformed;

    /// <param name="content">Disposed with the records, and when opening fails.</param>
    /// <param name="fields">What each record should have where no header says so; null: any number.</param>
    public CsvRecords(Stream content, CsvDialect dialect, int? fields)
    {
        this.dialect = dialect;
        reader = Guarded(() => CsvInput.Open(content, dialect, record => malformed = record));
        Headers = Guarded(() => reader.Headers);
        expectedFields = Headers.Count > 0 ? Headers.Count : fields;
    }

    public IReadOnlyList<string> Headers { get; }

    /// <summary>How the file is written.</summary>
    public MendingForm Form => MendingForm.Plain with { Dialect = dialect, Header = [.. Headers] };

    public long RowNumber => reader.RowNumber;

    public RowPlace Place => new(reader.RowNumber, reader.LineNumber, reader.ByteOffset);

    public int FieldCount => reader.FieldCount;

    /// <summary>Why the record is none, or null; then its fields are not to be used.</summary>
    public RuleBreak? Problem { get; private set; }

    /// <summary>The record as it stands in the file, in UTF-8, without its line end.</summary>
    public ReadOnlySpan<byte> Raw => reader.RawRecord;

    public ReadOnlySpan<byte> Field(int i) => reader.GetSpan(i);

    public bool Read()
    {
        malformed = null;
        if (!Guarded(reader.Read))
        {
            return false;
        }

        Problem = malformed is null && (expectedFields is null || reader.FieldCount == expectedFields) ? null : Broken();
        return true;
    }

    public void Dispose() => reader.Dispose();

    private RuleBreak Broken() => malformed switch
    {
        null => new RuleBreak("fieldCount", FormattableString.Invariant(
            $"the row has {reader.FieldCount} fields, but the header has {expectedFields}")),
        { Reason: CsvMalformedReason.UnterminatedQuote } record => throw new FileRefusedException("quote", FormattableString.Invariant(
            $"A quote opened in the record of line {record.LineNumber} is never closed: the file may be cut off there")),
        { Reason: CsvMalformedReason.StrayQuote } => new RuleBreak("csv", "the row has a quote inside a field that does not begin with one"),
        { Reason: CsvMalformedReason.TextAfterClosingQuote } => new RuleBreak("csv", "the row has text after a closing quote"),
        { Reason: var reason } => new RuleBreak("csv", $"the row is malformed: {reason}"),
    };

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
