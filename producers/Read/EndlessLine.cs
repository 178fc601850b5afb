namespace DataShare.Producers;

/// <summary>Skips a line that may be larger than memory.</summary>
internal static class EndlessLine
{
    /// <summary>The most bytes that are kept of the line.</summary>
    private const int KeptBytes = 64 * 1024;

    private const int BufferBytes = 64 * 1024;

    /// <param name="offset">The offset of the line.</param>
    /// <param name="passed">Called with the current offset: the text before it need not stay in memory.</param>
    /// <returns>The line, or its beginning if it is long, and the offset of its end.</returns>
    public static (byte[] Text, long End) Skip(CsvText content, long offset, Action<long> passed)
    {
        content.Rewind(offset);
        var buffer = new byte[BufferBytes];
        var kept = new MemoryStream();
        while (content.Read(buffer) is > 0 and var read)
        {
            var end = buffer.AsSpan(0, read).IndexOfAny((byte)'\r', (byte)'\n');
            var text = buffer.AsSpan(0, end < 0 ? read : end);
            kept.Write(text[..(int)Math.Min(text.Length, KeptBytes - kept.Length)]);
            offset += text.Length;
            if (end >= 0)
            {
                break;
            }

            passed(offset);
        }

        return (kept.ToArray(), offset);
    }
}
