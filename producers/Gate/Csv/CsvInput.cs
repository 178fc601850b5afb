using System.Text;
using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Opens a CSV file as its contract describes it.</summary>
internal static class CsvInput
{
    /// <summary>A record beyond this is no record but a quote that was never closed.</summary>
    private const int MaxRecordBytes = 64 << 20;

    private const int BufferBytes = 256 * 1024;

    static CsvInput() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="content">Disposed with the reader.</param>
    /// <param name="dialect">How the file is written.</param>
    /// <param name="onMalformed">Told of a record whose quoting is broken, before the reader stands on it.</param>
    public static CsvReader Open(Stream content, CsvDialect dialect, Action<CsvMalformedRecord>? onMalformed) =>
        CsvReader.Create(content, new CsvReaderOptions
        {
            Separator = dialect.Delimiter,
            HasHeader = dialect.Header,
            Encoding = EncodingOf(dialect.Encoding),
            TrackLineNumbers = true,
            BufferSize = BufferBytes,
            MaxRecordSize = MaxRecordBytes,
            OnMalformedRecord = onMalformed,
        });

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
