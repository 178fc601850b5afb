namespace DataShare.Producers;

/// <summary>
/// Lets a reader that only knows doubled quotes read quoted fields with an escape character: <c>\"</c> becomes
/// <c>""</c>, which has the same length. Other escapes stay; <see cref="FieldEscapes"/> removes them. For one pass.
/// </summary>
/// <param name="text">In UTF-8; it stays open.</param>
/// <param name="trims">Whether blanks may precede the quote that begins a field.</param>
internal sealed class EscapedQuotes(Stream text, byte quote, byte escape, byte delimiterEnd, bool trims) : ForwardStream
{
    private bool isQuoted;
    private bool atFieldStart = true;
    private bool isEscaped;
    private bool wasClosed;
    private byte? held;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length < 2)
        {
            return buffer.Length == 0 ? 0 : throw new ArgumentException("The buffer has one byte; expected at least two.", nameof(buffer));
        }

        var length = 0;
        if (held is { } first)
        {
            buffer[length++] = first;
            held = null;
        }

        var read = text.Read(buffer[length..]);
        length += read;
        for (var i = 0; i < length; i++)
        {
            var current = buffer[i];
            if (isQuoted && !isEscaped && current == escape)
            {
                if (i + 1 == length && read > 0)
                {
                    held = current;
                    return length - 1 == 0 ? Read(buffer) : length - 1;
                }

                if (i + 1 < length && buffer[i + 1] == quote)
                {
                    buffer[i++] = quote;
                    continue;
                }

                isEscaped = true;
                continue;
            }

            Step(current);
        }

        return length;
    }

    private void Step(byte current)
    {
        var closes = false;
        if (isEscaped)
        {
            isEscaped = false;
        }
        else if (current == quote)
        {
            // A quote directly after a closing quote is the second of a doubled quote.
            closes = isQuoted;
            isQuoted = !isQuoted && (atFieldStart || wasClosed);
        }

        wasClosed = closes;

        atFieldStart = !isQuoted && (current == delimiterEnd || current is (byte)'\n' or (byte)'\r' || (trims && atFieldStart && current is (byte)' ' or (byte)'\t'));
    }
}
