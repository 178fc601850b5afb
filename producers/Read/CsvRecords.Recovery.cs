using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What follows a broken record.</summary>
internal sealed partial class CsvRecords
{
    /// <summary>
    /// Tells a broken record from a line that swallowed those behind it, and how much reading again has cost. For one file.
    /// </summary>
    /// <param name="fields">What a record has; null when nobody knows.</param>
    /// <param name="keepsBlankLines">Whether an empty line is a record.</param>
    private sealed class Recovery(CsvDialect dialect, int? fields, bool keepsBlankLines)
    {
        /// <summary>Bytes that may be read again, besides a multiple of what was read.</summary>
        private const long FreeBytes = 128L << 20;

        private const int TimesRead = 2;

        private long spent;

        public void Spend(long bytes) => spent += bytes;

        /// <summary>
        /// Whether a file made to be read again without end is being read: each line is a record then, so that reading ends.
        /// </summary>
        public bool IsTooDear(long offset) => spent > FreeBytes + (TimesRead * offset);

        /// <summary>
        /// Where the first line of a broken record ends, if what is behind it holds records of their own; null when the
        /// record is broken as a whole.
        /// </summary>
        public int? SpoiledLine(ReadOnlySpan<byte> raw)
        {
            var end = raw.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0 || fields is not { } expected)
            {
                return null;
            }

            Spend(raw.Length);
            var rest = raw[(end + (raw[end..].StartsWith("\r\n"u8) ? 2 : 1))..].ToArray();
            return HasRecord(rest, expected, lineByLine: true) || HasRecord(rest, expected, lineByLine: false) ? end : null;
        }

        /// <summary>Whether a record of its own is there, or begins at the end and may be one.</summary>
        private bool HasRecord(byte[] text, int expected, bool lineByLine)
        {
            CsvMalformedReason? fault = null;
            using var records = OpenReader(text, dialect, lineByLine, keepsBlankLines, malformed => fault = malformed.Reason);
            while (records.Read())
            {
                if (Faults.OfQuotes(records, fault, dialect) is null ? records.FieldCount == expected : fault is CsvMalformedReason.UnterminatedQuote && records.FieldCount <= expected)
                {
                    return true;
                }

                fault = null;
            }

            return false;
        }
    }
}
