using System.Text;
using CsvHelper;

namespace DataShare.Producers;

/// <summary>What is said of records and files that are no CSV.</summary>
internal static class CsvFaults
{
    public static RuleBreak OpenQuote { get; } = new(
        "csv", "the row opens a quote that is not closed; expected a closing one, and quotes inside the value doubled");

    public static RuleBreak EndlessLine { get; } = new("csv", FormattableString.Invariant(
        $"the line is longer than {CsvInput.MaxRecordBytes >> 20} MiB; expected line ends between rows"));

    public static RuleBreak Of(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes => OpenQuote,
        CsvMalformedReason.StrayQuote => new("csv", "the row has a quote inside a field that does not begin with one"),
        CsvMalformedReason.TextAfterClosingQuote => new("csv", "the row has text after a closing quote"),
        _ => new("csv", $"the row is malformed: {reason}"),
    };

    public static RuleBreak OfCount(int found, int expected, bool byHeader) => new("fieldCount", FormattableString.Invariant(
        $"the row has {found} fields, but {(byHeader ? "the header" : "the contract")} has {expected}"));

    public static RuleBreak OfBytes(string encoding) => new("encoding", $"the row has bytes that {encoding} does not know");

    /// <summary>Null when the line has the width.</summary>
    /// <param name="mayLackBlanks">Whether blanks at the end of a line may have been cut off.</param>
    public static RuleBreak? OfWidth(ReadOnlySpan<byte> line, int width, bool mayLackBlanks)
    {
        var found = Encoding.UTF8.GetCharCount(line.TrimEnd((byte)' '));
        var whole = Encoding.UTF8.GetCharCount(line);
        return found > width || (whole < width && !mayLackBlanks)
            ? new RuleBreak("fieldCount", FormattableString.Invariant($"the line has {whole} characters, but the columns take {width}")
                + (whole == 0 ? " ('blankLines: skip' leaves empty lines out)" : ""))
            : null;
    }

    public static void Guarded(Action read) => Guarded(() =>
    {
        read();
        return true;
    });

    /// <summary>What the libraries below throw about a file's bytes, as a refusal of that file.</summary>
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
            $"The first line of the file is longer than {CsvInput.MaxRecordBytes >> 20} MiB. Expected lines of text"), e),
        CsvFormatException => new FileRefusedException("record", $"The file is not readable as CSV: {e.Message.TrimEnd('.')}", e),
        InvalidDataException => new FileRefusedException("gzip", $"The file is not whole gzip: it is cut off, damaged, or something else ({e.Message.TrimEnd('.')})", e),
        _ => null,
    };
}
