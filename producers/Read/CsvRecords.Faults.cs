using System.Text;
using CsvHelper;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Faults in records.</summary>
internal sealed partial class CsvRecords
{
    /// <summary>The messages about broken records and files that are not CSV.</summary>
    private static class Faults
    {
        public static RuleBreak OpenQuote { get; } = new(
            "csv", "the row has an unclosed quote; expected a closing quote, and doubled quotes inside the value");

        public static RuleBreak EndlessLine { get; } = new("csv", FormattableString.Invariant(
            $"the line is longer than {MaxRecordBytes >> 20} MiB; expected line ends between rows"));

        public static RuleBreak Of(CsvMalformedReason reason) => reason switch
        {
            CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes => OpenQuote,
            CsvMalformedReason.StrayQuote => new("csv", "the row has a quote inside a field that does not begin with one ('bareQuotes: accept' reads it as text)"),
            CsvMalformedReason.TextAfterClosingQuote => new("csv", "the row has text after a closing quote"),
            _ => new("csv", $"the row is malformed: {reason}"),
        };

        public static RuleBreak OfCount(int found, int expected, bool byHeader, ReadOnlySpan<byte> record) => new("fieldCount", FormattableString.Invariant(
            $"the row has {CountText.Of(found, "field")}, but {(byHeader ? "the header" : "the contract")} has {expected}")
            + (record is [CsvText.DosEndMark, ..] ? " (it begins with Ctrl-Z, which ends a file only as its very last byte)" : ""));

        /// <summary>The first fault in the quotes of the reader's current record, or null.</summary>
        /// <param name="malformed">The fault that the reader reports, or null.</param>
        public static RuleBreak? OfQuotes(CsvReader reader, CsvMalformedReason? malformed, CsvDialect dialect)
        {
            if (malformed is not CsvMalformedReason.StrayQuote || dialect is not { BareQuotes: BareQuoteRule.Accept, Quote: { } quote })
            {
                return malformed is { } reason ? Of(reason) : null;
            }

            for (var i = 0; i < reader.FieldCount; i++)
            {
                var field = reader.GetRawSpan(i);
                if (dialect.Trim)
                {
                    field = field.Trim(" \t"u8);
                }

                if (field is [var first, ..] && first == quote && OfQuoted(field[1..], (byte)quote) is { } broken)
                {
                    return broken;
                }
            }

            return null;
        }

        public static RuleBreak OfBytes(string encoding) => new("encoding", $"the row has bytes that are not valid in {encoding}");

        /// <summary>Null when the line has the width of the columns.</summary>
        /// <param name="mayLackBlanks">Whether the line may lack blanks at its end.</param>
        public static RuleBreak? OfWidth(ReadOnlySpan<byte> line, int width, bool mayLackBlanks)
        {
            var found = Encoding.UTF8.GetCharCount(line.TrimEnd((byte)' '));
            var whole = Encoding.UTF8.GetCharCount(line);
            return found > width || (whole < width && !mayLackBlanks)
                ? new RuleBreak("fieldCount", FormattableString.Invariant($"the line has {CountText.Of(whole, "character")}, but the columns take {width}")
                    + (whole == 0 ? " ('blankLines: skip' skips empty lines)" : ""))
                : null;
        }

        /// <param name="field">A quoted field, without its first quote.</param>
        private static RuleBreak? OfQuoted(ReadOnlySpan<byte> field, byte quote)
        {
            while (field.IndexOf(quote) is >= 0 and var at)
            {
                field = field[(at + 1)..];
                if (field is not [var next, ..])
                {
                    return null;
                }

                if (next != quote)
                {
                    return Of(CsvMalformedReason.TextAfterClosingQuote);
                }

                field = field[1..];
            }

            return OpenQuote;
        }

        public static void Guarded(Action read) => Guarded(() =>
        {
            read();
            return true;
        });

        /// <summary>Turns exceptions that libraries throw about a file's bytes into a refusal of the file.</summary>
        public static T Guarded<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (Exception e) when (Refusal(e) is { } refusal)
            {
                throw refusal;
            }
        }

        /// <summary>Null when the exception is not about the file's bytes.</summary>
        public static FileRefusedException? Refusal(Exception e) => e switch
        {
            CsvFormatException when e.Message.Contains("MaxRecordSize", StringComparison.Ordinal) => new FileRefusedException("record", FormattableString.Invariant(
                $"The first line of the file is longer than {MaxRecordBytes >> 20} MiB. Expected lines of text"), e),
            CsvFormatException => new FileRefusedException("record", $"The file is not readable as CSV: {e.Message.TrimEnd('.')}", e),
            InvalidDataException => new FileRefusedException("gzip", $"The file is not valid gzip: it is truncated, damaged, or has another format ({e.Message.TrimEnd('.')})", e),
            _ => null,
        };
    }
}
