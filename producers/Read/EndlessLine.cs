namespace DataShare.Producers;

/// <summary>Passes over a line that may be longer than memory.</summary>
internal static class EndlessLine
{
    /// <summary>What is kept of the line.</summary>
    private const int KeptBytes = 64 * 1024;

    private const int BufferBytes = 64 * 1024;

    /// <param name="offset">Where the line begins.</param>
    /// <param name="passed">Told how far it has come: what is before need not be kept.</param>
    /// <returns>The line, its beginning alone if it is long, and where it ends.</returns>
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
