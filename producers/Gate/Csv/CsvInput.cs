using System.Text;
using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Opens a CSV file as its contract describes it.</summary>
internal static class CsvInput
{
    /// <summary>A record beyond this is no record but a quote that was never closed.</summary>
    private const int MaxRecordBytes = 64 << 20;

    /// <summary>Bytes of the longest byte order mark.</summary>
    private const int LongestMark = 4;

    private const int BufferBytes = 256 * 1024;

    static CsvInput() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="content">Disposed with the reader, and when opening fails. Its first bytes are read here.</param>
    /// <param name="dialect">How the file is written.</param>
    /// <param name="onMalformed">Told of a record whose quoting is broken, before the reader stands on it.</param>
    public static CsvReader Open(Stream content, CsvDialect dialect, Action<CsvMalformedRecord>? onMalformed) =>
        Open(content, dialect, StartOf(content), onMalformed);

    private static CsvReader Open(
        Stream content, CsvDialect dialect, byte[] start, Action<CsvMalformedRecord>? onMalformed) =>
        CsvReader.Create(new ConcatenatedStream(new MemoryStream(start), content), new CsvReaderOptions
        {
            Separator = dialect.Delimiter[0],
            HasHeader = dialect.Header,
            Encoding = EncodingOf(MarkedAs(start) ?? dialect.Encoding),
            TrackLineNumbers = true,
            BufferSize = BufferBytes,
            MaxRecordSize = MaxRecordBytes,
            OnMalformedRecord = onMalformed,
        });

    private static byte[] StartOf(Stream content)
    {
        try
        {
            var start = new byte[LongestMark];
            return start[..content.ReadAtLeast(start, LongestMark, throwOnEndOfStream: false)];
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>What the file itself says it is, which goes before what the contract says.</summary>
    private static string? MarkedAs(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => "utf-8",
        [0xFF, 0xFE, 0, 0] => "utf-32",
        [0xFF, 0xFE, ..] => "utf-16",
        [0xFE, 0xFF, ..] => "utf-16be",
        _ => null,
    };

    /// <summary>
    /// Null for UTF-8, which CsvHelper reads as it is and whose values are checked one by one; any other
    /// encoding is transcoded and throws at the first byte that it does not know.
    /// </summary>
    private static Encoding? EncodingOf(string name)
    {
        var encoding = Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return encoding.CodePage == Encoding.UTF8.CodePage ? null : encoding;
    }
}
