namespace DataShare.Producers;

/// <summary>The end of a text from DOS.</summary>
internal sealed partial class CsvText
{
    /// <summary>Ctrl-Z. As the last byte of a text it marks the end.</summary>
    public const byte DosEndMark = 0x1A;

    /// <summary>
    /// A text in UTF-8 without a Ctrl-Z as its last byte: old programs of DOS and CP/M end texts with it. Any other Ctrl-Z is
    /// text.
    /// </summary>
    /// <param name="text">Disposed with this stream.</param>
    private sealed class DosEnd(Stream text) : ForwardStream
    {
        private bool hasBegun;

        /// <summary>The last byte read, which may be the last byte of the text.</summary>
        private int held = -1;

        public override int Read(Span<byte> buffer)
        {
            if (!hasBegun)
            {
                (hasBegun, held) = (true, text.ReadByte());
            }

            if (held < 0 || buffer.IsEmpty)
            {
                return 0;
            }

            buffer[0] = (byte)held;
            if (buffer.Length == 1)
            {
                held = text.ReadByte();
                return held < 0 && buffer[0] == DosEndMark ? 0 : 1;
            }

            var read = text.Read(buffer[1..]);
            if (read > 0)
            {
                held = buffer[read];
                return read;
            }

            held = -1;
            return buffer[0] == DosEndMark ? 0 : 1;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                text.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
