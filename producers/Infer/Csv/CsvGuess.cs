using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Guesses the dialect and the shape of a CSV file from its beginning. For one file.</summary>
internal sealed class CsvGuess(TextGuess text)
{
    /// <summary>The size of the sample.</summary>
    public const int SampleBytes = 1 << 20;

    private readonly List<string> remarks = [.. text.Remarks];

    /// <param name="sample">The first bytes of the file's content.</param>
    /// <param name="isWhole">Whether that is the whole content; otherwise the last record may be cut off.</param>
    public CsvShape Of(byte[] sample, bool isWhole, InferOptions options)
    {
        var utf8 = Utf8(sample);
        var layout = CsvLayout.Best(utf8, isWhole, options.Delimiter);
        var (numbers, trims) = Values(layout);
        var table = trims ? [.. layout.Table.Select(r => r.Trimmed())] : layout.Table;
        var header = HeaderGuess.Of(table, layout.Width, numbers);
        var dialect = layout.Dialect with
        {
            Encoding = text.Encoding,
            Header = header.IsHeader,
            SkipLines = layout.First > 0 ? (int)table[0].Line - 1 : layout.Dialect.SkipLines,
            Decimal = numbers.Decimal,
            Thousands = numbers.Thousands,
            Trim = trims,
            // A file of one column need not have any delimiter.
            Open = utf8.AsSpan().IndexOf(Encoding.UTF8.GetBytes(layout.Dialect.Delimiter)) < 0 && options.Delimiter is null ? DialectParts.Delimiter : DialectParts.None,
        };
        Remark(utf8, isWhole, layout, header, dialect, options);
        return Named(table, layout, dialect);
    }

    /// <summary>If the gate cannot find columns by the header, it is skipped, and columns are found by their order.</summary>
    private CsvShape Named(IReadOnlyList<SampleRecord> table, CsvLayout layout, CsvDialect dialect)
    {
        if (!dialect.Header || table.Count == 0)
        {
            return new CsvShape(dialect, layout.Width, layout.First == 0 ? null : ShortHeader(table, layout, dialect), text.HasBadBytes, remarks);
        }

        var names = table[0].Fields;
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is not { } twice)
        {
            return new CsvShape(dialect, layout.Width, null, text.HasBadBytes, remarks);
        }

        var behind = table.Count > 1 ? table[1].Line - 1 : table[0].Line + names.Sum(n => n.Count(c => c == '\n'));
        remarks.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"The header has the column {SourceProblem.Quote(twice.Key)} {twice.Count()} times, so it cannot be found by name: the header is skipped, and columns are found by their order."));
        return new CsvShape(dialect with { Header = false, SkipLines = (int)behind }, layout.Width, names, text.HasBadBytes, remarks);
    }

    /// <summary>
    /// The column names in a line that has one field fewer than the rows: either all rows end with a delimiter, or the first
    /// column has no name. Null when the line has no column names.
    /// </summary>
    private IReadOnlyList<string>? ShortHeader(IReadOnlyList<SampleRecord> table, CsvLayout layout, CsvDialect dialect)
    {
        var line = SampleRecord.Read(Encoding.UTF8.GetBytes(layout.Records[layout.First - 1].Text), isWhole: true, dialect with { SkipLines = 0 }, fields: null);
        if (line is not [{ IsBroken: false } header] || header.Fields.Count != layout.Width - 1)
        {
            return null;
        }

        var rows = table.Where(r => r.IsAsWide(layout.Width)).ToList();
        var endsEmpty = rows.TrueForAll(r => r.Fields[^1].Length == 0);
        var names = header with
        {
            Fields = endsEmpty ? [.. header.Fields, ""] : ["", .. header.Fields],
            Quoted = endsEmpty ? [.. header.Quoted, false] : [false, .. header.Quoted],
        };
        if (HeaderGuess.Of([names, .. rows], layout.Width, new NumberForm(dialect.Decimal, dialect.Thousands)) is not { IsHeader: true, Doubt: null })
        {
            return null;
        }

        remarks.Add($"The last skipped line has column names, but one fewer than the rows have fields: {(endsEmpty ? "the last" : "the first")} column has no name.");
        return names.Fields;
    }

    private byte[] Utf8(byte[] sample)
    {
        var encoding = TextEncodings.Find(text.Encoding)!;
        if (encoding.CodePage == Encoding.UTF8.CodePage)
        {
            return sample;
        }

        using var utf8 = new MemoryStream();
        using var content = new Utf8Content(new MemoryStream(sample), encoding);
        content.CopyTo(utf8);
        return utf8.ToArray();
    }

    /// <summary>The form of the numbers, and whether values can only be read without the blanks around them.</summary>
    private static (NumberForm Numbers, bool Trims) Values(CsvLayout layout)
    {
        var rows = layout.Table.Skip(1).Where(r => r.IsAsWide(layout.Width)).ToList();
        var columns = Columns(rows, layout.Width);
        var numbers = NumberForms.Of(columns);
        if (!columns.Exists(c => c.Exists(v => v.AsSpan().Trim(" \t").Length < v.Length)))
        {
            return (numbers, false);
        }

        var trimmed = Columns([.. rows.Select(r => r.Trimmed())], layout.Width);
        var form = NumberForms.Of(trimmed);
        return trimmed.Count(c => IsTyped(c, form)) > columns.Count(c => IsTyped(c, numbers)) ? (form, true) : (numbers, false);
    }

    private static List<List<string>> Columns(List<SampleRecord> rows, int width) =>
        [.. Enumerable.Range(0, width).Select(i => rows.Select(r => r.Fields[i]).Where(v => v.Length > 0 && !ColumnProfile.NullWords.Contains(v, StringComparer.Ordinal)).ToList())];

    private static bool IsTyped(List<string> values, NumberForm form)
    {
        using var profile = new ColumnProfile(form);
        values.ForEach(v => profile.Add(Encoding.UTF8.GetBytes(v)));
        return profile.IsTyped;
    }

    /// <summary>The first quote that would be unclosed if quotes enclosed values.</summary>
    private static string FirstOpen(byte[] utf8, CsvLayout layout) =>
        SampleRecord.Read(utf8, isWhole: true, layout.Dialect with { Quote = '"' }, layout.Width).Find(r => r.IsBroken) is { } open
            ? string.Create(CultureInfo.InvariantCulture, $": as quotes around values, that of line {open.Line} ({SourceProblem.Quote(open.Text)}) would not be closed, or stands inside a value")
            : "";

    private void Remark(byte[] utf8, bool isWhole, CsvLayout layout, HeaderGuess header, CsvDialect dialect, InferOptions options)
    {
        var first = layout.Table.Count > 0 ? layout.Table[0] : null;
        if (layout.First > 0)
        {
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{(dialect.SkipLines == 1 ? "Line 1 is" : $"Lines 1 to {dialect.SkipLines} are")} skipped ({SourceProblem.Quote(layout.Records[0].Text)}): the rows below have {CountText.Of(layout.Width, "field")}."));
        }

        if (first is not null && header.Doubt is { } doubt)
        {
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Line {first.Line} ({SourceProblem.Quote(first.Text)}) is read as {(header.IsHeader ? "the header" : "a row, not as the header")}, but {doubt}. If that is wrong, write header: {(header.IsHeader ? "false" : "true")} and change the names."));
        }

        if (options.Delimiter is { } given && layout.Width == 1 && !layout.Table.Any(r => r.Fields.Count > 1))
        {
            remarks.Add($"No line contains the delimiter {SourceProblem.Quote(given)}: with it, the file has one column.");
        }

        if (layout.Width == 1 && layout.Alike < 1)
        {
            remarks.Add("Most lines have one field, and some contain a delimiter: if the file has one column of text, name a delimiter that it does not contain, such as --delimiter tab.");
        }

        if (layout.Width == 1 && options.Delimiter is null && AlignedColumns.WidthsIn(Encoding.UTF8.GetString(utf8), isWhole) is { } widths)
        {
            remarks.Add($"The lines look like {widths.Count} columns separated by blanks. If so, write widths: [{string.Join(", ", widths)}] and trim: true in csv, and a column for each.");
        }

        if (dialect.Comment is { } comment)
        {
            remarks.Add($"Lines that begin with {comment} are comments, not rows.");
        }

        if (dialect.Quote is null)
        {
            remarks.Add($"Quotes are ordinary text (quote: none){FirstOpen(utf8, layout)}.");
        }
    }
}
