using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Recovery after a broken record.</summary>
internal sealed partial class CsvRecords
{
    /// <summary>
    /// Distinguishes a broken record from a line whose unclosed quote swallowed the records after it, and counts the cost of
    /// reading again. For one file.
    /// </summary>
    /// <param name="fields">The number of fields of a record; null if unknown.</param>
    /// <param name="keepsBlankLines">Whether an empty line is a record.</param>
    private sealed class Recovery(CsvDialect dialect, int? fields, bool keepsBlankLines)
    {
        /// <summary>Bytes that may be read again, in addition to a multiple of the bytes read.</summary>
        private const long FreeBytes = 128L << 20;

        private const int TimesRead = 2;

        private long spent;

        public void Spend(long bytes) => spent += bytes;

        /// <summary>
        /// Whether reading again has cost too much, as in a file that was crafted for this. Then each line is read as a record.
        /// </summary>
        public bool IsTooDear(long offset) => spent > FreeBytes + (TimesRead * offset);

        /// <summary>
        /// The end of the first line of a broken record, if the text after it has records of its own; null if the record is broken
        /// as a whole.
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

        /// <summary>Whether the text has a good record, or the beginning of one at its end.</summary>
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
