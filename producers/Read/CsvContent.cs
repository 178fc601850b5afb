using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The text of a CSV file from its first record on, as its dialect describes the file.</summary>
/// <param name="Text">At its first record; disposed by whoever has it.</param>
/// <param name="SkippedBytes">Of the text, in front of the first record.</param>
/// <param name="LineEnd">The first that the file has.</param>
/// <param name="HasMark">Whether the file begins with a byte order mark.</param>
/// <param name="Encoding">What the file is read in: its mark goes before its dialect.</param>
internal sealed record CsvContent(RewindableText Text, long SkippedBytes, string LineEnd, bool HasMark, string Encoding)
{
    /// <summary>Bytes of the longest byte order mark.</summary>
    public const int LongestMark = 4;

    private const int SampleBytes = 64 * 1024;

    static CsvContent() => System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="file">The unpacked content; disposed with the text, and when opening fails. Its first bytes are read here.</param>
    public static CsvContent Open(Stream file, CsvDialect dialect)
    {
        try
        {
            var start = new byte[LongestMark];
            var read = file.ReadAtLeast(start, LongestMark, throwOnEndOfStream: false);
            var mark = MarkedAs(start.AsSpan(0, read));
            var name = mark ?? dialect.Encoding;
            var encoding = TextEncodings.Find(name) ?? throw new FileRefusedException("encoding", $"'{name}' is not an encoding");
            var text = TextOf(file, start.AsMemory(0, read), encoding, dialect);
            var (skipped, lineEnd) = Skip(text, dialect.SkipLines);
            return new CsvContent(text, skipped, lineEnd, mark is not null, name);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static RewindableText TextOf(Stream file, ReadOnlyMemory<byte> start, Encoding encoding, CsvDialect dialect)
    {
        var isUtf8 = encoding.CodePage == System.Text.Encoding.UTF8.CodePage;
        Stream all = new ConcatenatedStream(new MemoryStream(start.ToArray()), file);
        var transcoded = isUtf8 ? null : new Utf8Content(all, encoding);
        var text = new DosEnd(transcoded ?? all);
        return new RewindableText(dialect.FooterLines > 0 ? new FooterCut(text, dialect.FooterLines) : text, transcoded);
    }

    /// <summary>Goes behind the lines in front, and looks how lines end.</summary>
    private static (long Skipped, string LineEnd) Skip(RewindableText text, int lines)
    {
        var buffer = new byte[SampleBytes];
        var read = text.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var lineEnd = FirstLineEnd(buffer.AsSpan(0, read));
        text.Rewind(0);
        var (offset, skipped) = (0L, 0L);
        var last = (byte)0;
        for (var left = lines; left > 0 && (read = text.Read(buffer)) > 0; offset += read)
        {
            for (var i = 0; i < read; i++)
            {
                var current = buffer[i];
                // The line feed of a pair ends no other line; the line in front of it has ended with the return.
                left -= current is (byte)'\r' || (current is (byte)'\n' && last is not (byte)'\r') ? 1 : 0;
                last = current;
                skipped = offset + i + 1;
                if (left == 0)
                {
                    break;
                }
            }
        }

        text.Rewind(skipped);
        return (skipped, lineEnd);
    }

    private static string FirstLineEnd(ReadOnlySpan<byte> sample)
    {
        var at = sample.IndexOfAny((byte)'\r', (byte)'\n');
        return at < 0 || sample[at] is (byte)'\n' ? "\n" : at + 1 < sample.Length && sample[at + 1] is (byte)'\n' ? "\r\n" : "\r";
    }

    /// <summary>What the file itself says it is, which goes before what the contract says.</summary>
    public static string? MarkedAs(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => "utf-8",
        [0xFF, 0xFE, 0, 0] => "utf-32",
        [0xFF, 0xFE, ..] => "utf-16",
        [0xFE, 0xFF, ..] => "utf-16be",
        _ => null,
    };
}
