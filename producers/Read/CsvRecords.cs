using System.Diagnostics.CodeAnalysis;
using System.Text;
using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Reads the records of a CSV file one after the other, including the broken ones. An unclosed quote breaks only its own
/// line, not the lines after it. For one pass.
/// </summary>
internal sealed partial class CsvRecords : IDisposable
{
    private readonly CsvText text;
    private readonly CsvDialect dialect;
    private readonly Recovery recovery;
    private readonly FieldEscapes? escapes;
    private readonly int? expectedFields;
    private readonly int delimiterRest;
    private readonly int fixedWidth;
    private readonly bool keepsBlankLines;
    private CsvReader reader;
    private CsvMalformedRecord? malformed;
    private SpoiledLine? spoiled;
    private Restart? next;
    private Restart began;
    private long delimiters;
    private long delimitersBefore;

    /// <param name="file">Its unpacked content; disposed with the records, and when opening fails.</param>
    /// <param name="fields">The number of fields that each record should have if there is no header; null for any number.</param>
    /// <exception cref="FileRefusedException">The beginning of the file cannot be read.</exception>
    public CsvRecords(Stream file, CsvDialect dialect, int? fields)
    {
        this.dialect = dialect;
        text = Faults.Guarded(() => CsvText.Open(file, dialect));
        fixedWidth = dialect.Widths.Sum();
        delimiterRest = IsLong(dialect) ? Encoding.UTF8.GetByteCount(dialect.Delimiter) - 1 : 0;
        escapes = dialect is { Quote: not null, Escape: { } escape } && fixedWidth == 0 ? new FieldEscapes((byte)escape) : null;
        text.KeepFrom = () => spoiled?.Next ?? Offset;
        try
        {
            Open(new Restart(text.SkippedBytes, dialect.SkipLines + 1, LineByLine: false, AtLineEnd: false));
            Headers = dialect.Header ? Faults.Guarded(ReadHeader) : [];
            expectedFields = fixedWidth > 0 ? dialect.Widths.Count : Headers.Count > 0 ? Headers.Count : fields;
            keepsBlankLines = (dialect.BlankLines ?? (expectedFields is 1 || fixedWidth > 0 ? BlankLineRule.Record : BlankLineRule.Skip)) is BlankLineRule.Record;
            if (keepsBlankLines)
            {
                Faults.Guarded(() => Open(Headers.Count > 0
                    ? new Restart(Offset + WholeRaw.Length, Line, LineByLine: false, AtLineEnd: true)
                    : began));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        recovery = new Recovery(dialect, expectedFields, keepsBlankLines);
    }

    /// <summary>Empty when the file has none.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>The form of the file's records.</summary>
    public RecordForm Form =>
        new(dialect with { Encoding = text.Encoding }, [.. Headers], text.LineEnd, text.HasMark);

    /// <summary>From 1; broken records count too.</summary>
    public long RowNumber { get; private set; }

    public RowPlace Place => spoiled?.Place ?? new(RowNumber, Line, text.SourceOffset(Offset));

    /// <summary>The offset of the record in the text. The reader counts each delimiter before it as one byte.</summary>
    public long Offset => began.Offset + reader.ByteOffset + (delimiterRest * delimitersBefore);

    public int FieldCount => reader.FieldCount;

    /// <summary>Why the record is broken, or null. Do not use the fields of a broken record.</summary>
    public RuleBreak? Problem { get; private set; }

    /// <summary>The record as it is in the file, in UTF-8, without its line end.</summary>
    public ReadOnlySpan<byte> Raw => spoiled is { } line ? line.Text : WholeRaw;

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Field(int i) => escapes is null ? reader.GetSpan(i) : escapes.Undo(reader.GetSpan(i));

    /// <summary>The field with its quotes and escapes; some writers use an escape for null.</summary>
    public ReadOnlySpan<byte> RawField(int i) => reader.GetRawSpan(i);

    /// <summary>Only for a dialect with quotes.</summary>
    public bool IsQuoted(int i) => reader.GetRawSpan(i).TrimStart(" \t"u8) is [var first, ..] && first == dialect.Quote;

    /// <exception cref="FileRefusedException">The file's content is damaged.</exception>
    public bool Read()
    {
        (Problem, malformed) = (null, null);
        try
        {
            if (next is { } restart)
            {
                Open(restart);
            }

            delimitersBefore = delimiters;
            if (!reader.Read())
            {
                return false;
            }
        }
        catch (CsvFormatException e) when (e.LineNumber > 0)
        {
            ReadEndless(e);
            return true;
        }
        catch (Exception e) when (Faults.Refusal(e) is { } refusal)
        {
            throw refusal;
        }

        RowNumber++;
        delimiters += reader.FieldCount - 1;
        if (malformed is not null || IsMiscounted || text.HasBadBytes || fixedWidth > 0)
        {
            Look();
        }

        return true;
    }

    public void Dispose()
    {
        reader?.Dispose();
        text.Dispose();
    }

    private bool IsMiscounted => expectedFields is { } expected && reader.FieldCount != expected;

    private long Line => began.Line + reader.LineNumber - 1;

    private ReadOnlySpan<byte> WholeRaw => escapes is null && delimiterRest == 0
        ? reader.RawRecord
        : text.Slice(Offset, Offset + reader.RawRecord.Length + (delimiterRest * (delimiters - delimitersBefore)));

    /// <summary>The names in the first line that is not empty.</summary>
    private IReadOnlyList<string> ReadHeader()
    {
        if (!reader.Read())
        {
            return [];
        }

        delimiters = reader.FieldCount - 1;
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.UTF8.GetString(reader.GetSpan(i)))];
    }

    [MemberNotNull(nameof(reader))]
    private void Open(Restart restart)
    {
        reader?.Dispose();
        (began, next, spoiled) = (restart, null, null);
        (delimiters, delimitersBefore) = (0, 0);
        text.Rewind(restart.Offset);
        // If quotes are left open, the next one is often near: a small buffer wastes less.
        var bufferBytes = RowNumber == 0 ? BufferBytes : RestartBufferBytes;
        reader = OpenReader(text, dialect, restart.LineByLine, keepsBlankLines, record => malformed = record, bufferBytes);
        if (restart.AtLineEnd && keepsBlankLines)
        {
            // The rest of the line before is not a line of its own.
            reader.Read();
        }
    }

    /// <summary>Finds the fault of the current record, if it has one.</summary>
    private void Look()
    {
        var raw = WholeRaw;
        Problem = fixedWidth > 0 ? Faults.OfWidth(raw, fixedWidth, dialect.Trim)
            : Faults.OfQuotes(reader, malformed?.Reason, dialect)
                ?? (IsMiscounted ? Faults.OfCount(reader.FieldCount, expectedFields!.Value, Headers.Count > 0, raw) : null);
        if (Problem is null && text.HasBadBytes && raw.IndexOf(Utf8Content.BadBytes) >= 0)
        {
            Problem = Faults.OfBytes(text.Encoding);
        }

        if (Problem is null || began.LineByLine || recovery.SpoiledLine(raw) is not { } length)
        {
            return;
        }

        // The text after the first line is read again.
        Problem = Faults.OpenQuote;
        var offset = Offset;
        next = new Restart(offset + length, Line, recovery.IsTooDear(offset), AtLineEnd: true);
        spoiled = new SpoiledLine(Place, raw[..length].ToArray(), offset);
    }

    /// <summary>Skips a line that is too long, or that has a quote open for too long.</summary>
    private void ReadEndless(CsvFormatException e)
    {
        var offset = began.Offset + e.ByteOffset + (delimiterRest * delimiters);
        var line = began.Line + e.LineNumber - 1;
        recovery.Spend(MaxRecordBytes);
        RowNumber++;
        var place = new RowPlace(RowNumber, line, text.SourceOffset(offset));
        spoiled = new SpoiledLine(place, [], offset);
        var (skipped, end) = EndlessLine.Skip(text, offset, position => spoiled = spoiled with { Next = position });
        spoiled = new SpoiledLine(place, skipped, end);
        Problem = end - offset > MaxRecordBytes ? Faults.EndlessLine : Faults.OpenQuote;
        next = new Restart(end, line, began.LineByLine || recovery.IsTooDear(offset), AtLineEnd: true);
    }

    /// <summary>The place where a reader begins: at a line, or at a line end, which it reads as an empty line.</summary>
    private readonly record struct Restart(long Offset, long Line, bool LineByLine, bool AtLineEnd);

    /// <summary>A broken line, while the reader is at another place.</summary>
    /// <param name="Next">The text from here on must stay in memory.</param>
    private sealed record SpoiledLine(RowPlace Place, byte[] Text, long Next);
}
