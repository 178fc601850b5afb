using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The beginning of the text: its byte order mark, its encoding, and the lines before the first record.</summary>
internal sealed partial class CsvText
{
    /// <summary>Bytes of the longest byte order mark.</summary>
    public const int LongestMark = 4;

    private const int SampleBytes = 64 * 1024;

    static CsvText() => System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="start">The first bytes of the file, already read.</param>
    private CsvText(Stream file, byte[] start, string? mark, CsvDialect dialect)
    {
        (HasMark, Encoding) = (mark is not null, mark ?? dialect.Encoding);
        var encoding = TextEncodings.Find(Encoding) ?? throw new FileRefusedException("encoding", $"'{Encoding}' is not an encoding");
        Stream all = new ConcatenatedStream(new MemoryStream(start), file);
        transcoded = encoding.CodePage == System.Text.Encoding.UTF8.CodePage ? null : new Utf8Content(all, encoding);
        var whole = new DosEnd(transcoded ?? all);
        utf8 = dialect.FooterLines > 0 ? new FooterCut(whole, dialect.FooterLines) : whole;
    }

    /// <summary>Bytes of the text before the first record.</summary>
    public long SkippedBytes { get; private set; }

    /// <summary>The first line end of the file.</summary>
    public string LineEnd { get; private set; } = "\n";

    /// <summary>Whether the file begins with a byte order mark.</summary>
    public bool HasMark { get; }

    /// <summary>The encoding in which the file is read: its byte order mark overrides its dialect.</summary>
    public string Encoding { get; }

    /// <summary>The text from the first record on.</summary>
    /// <param name="file">The unpacked content; disposed with the text, and when opening fails.</param>
    public static CsvText Open(Stream file, CsvDialect dialect)
    {
        try
        {
            var start = new byte[LongestMark];
            start = start[..file.ReadAtLeast(start, LongestMark, throwOnEndOfStream: false)];
            var text = new CsvText(file, start, MarkedAs(start), dialect);
            text.Begin(dialect.SkipLines);
            return text;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Skips the lines before the first record, and finds the line end.</summary>
    private void Begin(int lines)
    {
        var buffer = new byte[SampleBytes];
        var read = this.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        LineEnd = FirstLineEnd(buffer.AsSpan(0, read));
        Rewind(0);
        var (offset, skipped) = (0L, 0L);
        var last = (byte)0;
        for (var left = lines; left > 0 && (read = Read(buffer)) > 0; offset += read)
        {
            for (var i = 0; i < read; i++)
            {
                var current = buffer[i];
                // In CR LF, the CR has already ended the line: the LF does not end another.
                left -= current is (byte)'\r' || (current is (byte)'\n' && last is not (byte)'\r') ? 1 : 0;
                last = current;
                skipped = offset + i + 1;
                if (left == 0)
                {
                    break;
                }
            }
        }

        Rewind(skipped);
        SkippedBytes = skipped;
    }

    private static string FirstLineEnd(ReadOnlySpan<byte> sample)
    {
        var at = sample.IndexOfAny((byte)'\r', (byte)'\n');
        return at < 0 || sample[at] is (byte)'\n' ? "\n" : at + 1 < sample.Length && sample[at + 1] is (byte)'\n' ? "\r\n" : "\r";
    }

    /// <summary>The encoding of the file's byte order mark; null without a mark.</summary>
    public static string? MarkedAs(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => "utf-8",
        [0xFF, 0xFE, 0, 0] => "utf-32",
        [0xFF, 0xFE, ..] => "utf-16",
        [0xFE, 0xFF, ..] => "utf-16be",
        _ => null,
    };
}
