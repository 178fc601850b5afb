using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The encoding of a text, as far as its bytes show it. One-byte encodings are never guessed.</summary>
/// <param name="HasBadBytes">Whether rows may have bytes that are invalid in the encoding.</param>
/// <param name="Remarks">Why it is this encoding, if a person should know.</param>
internal sealed record TextGuess(string Encoding, bool HasBadBytes, IReadOnlyList<string> Remarks)
{
    /// <summary>Encodings in which a message shows the line of a bad byte, so that a person sees which one is right.</summary>
    private static readonly string[] Shown = ["windows-1252", "windows-1250", "windows-1251", "ibm850", "shift_jis", "gb18030"];

    /// <param name="sample">The first bytes of the content.</param>
    /// <param name="open">Opens the content from its beginning.</param>
    /// <param name="options">The user's statements about the file.</param>
    /// <exception cref="FileRefusedException">It is not text, or its encoding cannot be detected.</exception>
    public static TextGuess Of(byte[] sample, Func<Stream> open, InferOptions options, CancellationToken cancellationToken)
    {
        var given = options.Encoding;
        NotText.ThrowIfKnown(sample);
        if (CsvText.MarkedAs(sample.AsSpan(0, Math.Min(sample.Length, CsvText.LongestMark))) is { } mark)
        {
            return new TextGuess(mark, HasBadBytes: mark == "utf-8" && given is null, IsSame(mark, given) ? []
                : [$"The file begins with the byte order mark of {mark}, which overrides --encoding {given}."]);
        }

        if (given is not null)
        {
            return new TextGuess(given, HasBadBytes: true, []);
        }

        if (DialectGuess.Utf16Of(sample.AsSpan(0, Math.Min(sample.Length, DialectGuess.SampleBytes))) is { } utf16 && NotText.IsClear(sample, utf16))
        {
            return new TextGuess(utf16, HasBadBytes: true, [$"Every second byte is 0 and there is no byte order mark: read as {utf16}."]);
        }

        NotText.ThrowIfBinary(sample, options.Delimiter);
        using var content = open();
        return OfUtf8(Utf8Scan.Of(content, cancellationToken));
    }

    private static TextGuess OfUtf8(Utf8Scan scan)
    {
        if (scan.First is not { } bad)
        {
            return new TextGuess("utf-8", HasBadBytes: false, []);
        }

        // Text in another encoding is valid UTF-8 only by accident.
        return scan.Good >= scan.Bad
            ? new TextGuess("utf-8", HasBadBytes: true, [string.Create(
                CultureInfo.InvariantCulture,
                $"{(scan.Bad == 1 ? "One place of the file is" : $"{scan.Bad:N0} places of the file are")} not UTF-8: {bad}. {CountText.Of(scan.Good, "non-ASCII character")} {(scan.Good == 1 ? "is" : "are")}, so the file is read as utf-8. Rows with such bytes are rejected.")])
            : throw new FileRefusedException("encoding", $"The file is not UTF-8: {bad}. Its encoding cannot be detected. It could be {Readings(bad)}. Name the right one with: --encoding NAME");
    }

    private static string Readings(BadByte bad) => string.Join(
        ", ",
        Shown.Select(name => (Name: name, Text: Read(bad.Text, name)))
            .Where(r => r.Text is not null)
            .DistinctBy(r => r.Text)
            .Select(r => $"{SourceProblem.Quote(r.Text!)} in {r.Name}"));

    private static string? Read(byte[] text, string name)
    {
        var encoding = (Encoding)TextEncodings.Find(name)!.Clone();
        encoding.DecoderFallback = DecoderFallback.ExceptionFallback;
        try
        {
            return encoding.GetString(text) is var read && !read.Any(char.IsControl) ? read : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsSame(string mark, string? given) =>
        given is null || TextEncodings.Find(given)?.CodePage == TextEncodings.Find(mark)?.CodePage;
}
