using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The library's reader for a dialect.</summary>
internal sealed partial class CsvRecords
{
    /// <summary>A longer record is broken.</summary>
    private const int MaxRecordBytes = 64 << 20;

    private const int BufferBytes = 256 * 1024;

    private const int RestartBufferBytes = 32 * 1024;

    private const int LeastBufferBytes = 1024;

    /// <param name="text">In UTF-8; it stays open.</param>
    /// <param name="dialect">The text's dialect; <see cref="CsvText"/> handles encoding, skipped lines and footer.</param>
    /// <param name="lineByLine">Whether each line is a record, even inside quotes.</param>
    /// <param name="keepsBlankLines">Whether an empty line is a record.</param>
    /// <param name="onMalformed">Called with a record whose quotes are broken, before it becomes the current record.</param>
    private static CsvReader OpenReader(
        Stream text, CsvDialect dialect, bool lineByLine, bool keepsBlankLines, Action<CsvMalformedRecord>? onMalformed, int bufferBytes = BufferBytes)
    {
        var options = Options(dialect, lineByLine, keepsBlankLines, onMalformed, bufferBytes);
        if (dialect is { Quote: { } quote, Escape: { } escape } && dialect.Widths.Count == 0)
        {
            text = new EscapedQuotes(text, (byte)quote, (byte)escape, System.Text.Encoding.UTF8.GetBytes(dialect.Delimiter)[^1], dialect.Trim);
        }

        return IsLong(dialect)
            ? CsvReader.Create(new CsvSeparatorStream(text, dialect.Delimiter, leaveOpen: true), options with { Separator = null }, leaveOpen: false)
            : CsvReader.Create(text, options, leaveOpen: true);
    }

    /// <summary>The same for text in memory.</summary>
    private static CsvReader OpenReader(
        byte[] text, CsvDialect dialect, bool lineByLine, bool keepsBlankLines, Action<CsvMalformedRecord>? onMalformed) =>
        OpenReader(new MemoryStream(text), dialect, lineByLine, keepsBlankLines, onMalformed, Math.Clamp(text.Length, LeastBufferBytes, BufferBytes));

    /// <summary>Whether the delimiter is longer than one byte: the library's reader needs a converted stream then.</summary>
    private static bool IsLong(CsvDialect dialect) =>
        dialect.Widths.Count == 0 && !(dialect.Delimiter.Length == 1 && char.IsAscii(dialect.Delimiter[0]));

    private static CsvReaderOptions Options(
        CsvDialect dialect, bool lineByLine, bool keepsBlankLines, Action<CsvMalformedRecord>? onMalformed, int bufferBytes)
    {
        var standard = new CsvReaderOptions();
        return new CsvReaderOptions
        {
            Mode = dialect switch
            {
                { Widths.Count: > 0 } => CsvMode.FixedWidth,
                { Quote: null, Escape: not null } => CsvMode.Escape,
                { Quote: null } => CsvMode.NoEscape,
                _ => CsvMode.Rfc4180,
            },
            FieldWidths = dialect.Widths.Count > 0 ? [.. dialect.Widths] : standard.FieldWidths,
            Separator = dialect.Widths.Count > 0 ? null : dialect.Delimiter[0],
            Quote = dialect.Quote ?? standard.Quote,
            Escape = dialect.Escape ?? standard.Escape,
            CommentPrefix = dialect.Comment,
            TrimWhitespace = dialect.Widths.Count > 0 || dialect.Trim ? true : null,
            HasHeader = false,
            SkipEmptyLines = !keepsBlankLines,
            AllowLineBreaksInQuotes = !lineByLine,
            TrackLineNumbers = true,
            BufferSize = bufferBytes,
            MaxRecordSize = MaxRecordBytes,
            OnMalformedRecord = onMalformed,
        };
    }
}
