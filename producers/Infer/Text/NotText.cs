using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Recognizes content that is not text, such as a binary format in a file named as CSV.</summary>
internal static class NotText
{
    /// <summary>Up to so many control characters may be a mistake in a value.</summary>
    private const int FewControls = 4;

    private static readonly (byte[] Start, string What)[] Known =
    [
        ([0x00, 0x05, 0x16, 0x07], "an AppleDouble file, in which macOS stores the attributes of another file"),
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive or an Excel workbook: unpack it, or save it as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook or another Office document"),
        ([0x1F, 0x8B], "gzip; give it a name that ends in .gz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd; give it a name that ends in .zst"),
        ([.. "BZh"u8], "bzip2; give it a name that ends in .bz2"),
        ([.. "PAR1"u8], "Parquet; give it a name that ends in .parquet"),
        ([.. "%PDF"u8], "a PDF document"),
        ([.. "SQLite format 3\0"u8], "a SQLite database"),
        ([.. "Obj\u0001"u8], "Avro"),
    ];

    private static readonly (string Start, string What)[] KnownTexts =
    [
        ("<!DOCTYPE", "a web page; servers often send one instead of a file"),
        ("<html", "a web page; servers often send one instead of a file"),
        ("<?xml", "XML"),
        ("{\"", "JSON"),
        ("[{", "JSON"),
    ];

    /// <exception cref="FileRefusedException">The sample begins like a file of a known format.</exception>
    public static void ThrowIfKnown(ReadOnlySpan<byte> sample)
    {
        foreach (var (start, what) in KnownTexts)
        {
            if (sample.Length >= start.Length && Ascii.EqualsIgnoreCase(sample[..start.Length], start))
            {
                throw new FileRefusedException("format", $"The file is not CSV: it begins like {what}. Expected rows of values, or a name that ends in .parquet");
            }
        }

        foreach (var (start, what) in Known)
        {
            if (sample.StartsWith(start))
            {
                throw Refusal($"it begins like {what}");
            }
        }
    }

    /// <param name="delimiter">The delimiter that the user gave, or null; its characters do not count.</param>
    /// <exception cref="FileRefusedException">More than a tenth of the sample is control characters.</exception>
    public static void ThrowIfBinary(ReadOnlySpan<byte> sample, string? delimiter)
    {
        var first = -1;
        var count = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            if (IsControl((char)sample[i]) && delimiter?.Contains((char)sample[i], StringComparison.Ordinal) is not true)
            {
                first = first < 0 ? i : first;
                count++;
            }
        }

        if (IsMuch(count, sample.Length))
        {
            throw Refusal(string.Create(
                CultureInfo.InvariantCulture, $"{count:N0} of its first {sample.Length:N0} bytes are control characters, the first is 0x{sample[first]:X2} at byte {first}"));
        }
    }

    /// <summary>Whether the bytes are valid text in an encoding.</summary>
    public static bool IsClear(ReadOnlySpan<byte> sample, string encoding)
    {
        var decoder = ((Encoding)TextEncodings.Find(encoding)!.Clone()).GetDecoder();
        decoder.Fallback = DecoderFallback.ExceptionFallback;
        var text = new char[sample.Length];
        try
        {
            var length = decoder.GetChars(sample, text, flush: false);
            return sample.Length % 2 == 0 && !text.AsSpan(0, length).ContainsAnyInRange('\0', '\b');
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsMuch(int controls, int length) => controls > FewControls && controls * 10L > length;

    private static bool IsControl(char c) => c is < ' ' and not ('\t' or '\r' or '\n' or '\f' or '\v' or '\x1A' or '\x1B') or '\x7F';

    private static FileRefusedException Refusal(string why) => new("text", $"The file is not text: {why}. Expected CSV, or a name that ends in .parquet");
}
