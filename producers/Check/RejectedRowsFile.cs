using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Rejected rows in the dialect of their file, for the person who corrects them: row, line and reason, then the
/// record as it came. Without <see cref="CompleteAsync"/> the file may lack its end.
/// </summary>
/// <remarks>
/// CsvHelper's writer supports one quote, one way to escape and delimiters of one ASCII character; files need more.
/// </remarks>
internal sealed class RejectedRowsFile : IAsyncDisposable
{
    public const string RowColumn = "_row";
    public const string LineColumn = "_line";
    public const string ReasonColumn = "_reason";

    /// <summary>Widths of the first three columns, if columns have a fixed width.</summary>
    public static readonly IReadOnlyList<int> FrontWidths = [12, 12, 120];

    private readonly FileStream file;
    private readonly RecordForm form;
    private readonly CsvDialect dialect;
    private readonly Encoding? encoding;

    public RejectedRowsFile(string path, RecordForm form)
    {
        this.form = form;
        dialect = form.Dialect;
        // Only reasons can have characters that the encoding lacks: a question mark does no harm there.
        encoding = TextEncodings.Find(dialect.Encoding) is { CodePage: not 65001 } other ? other : null;
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        if (form.Mark)
        {
            file.Write((encoding ?? Encoding.UTF8).GetPreamble());
        }

        if (form.Header.Count > 0)
        {
            // A name may fill its width, and it must stay whole: a replay finds its column by it.
            var names = form.Header.Select((name, i) => i < dialect.Widths.Count ? name.PadRight(dialect.Widths[i]) : Field(name));
            WriteRecord([RowColumn, LineColumn, ReasonColumn], Encoding.UTF8.GetBytes(string.Join(dialect.Widths.Count > 0 ? "" : dialect.Delimiter, names)));
        }
    }

    public void Write(in RejectedRow row)
    {
        var at = row.Violations[0].At;
        WriteRecord(
            [
                at.Row.ToString(CultureInfo.InvariantCulture),
                at.Line?.ToString(CultureInfo.InvariantCulture) ?? "",
                string.Join("; ", row.Violations.Select(v => v.Message)),
            ],
            row.Record);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => file.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private void WriteRecord(string[] front, ReadOnlySpan<byte> record)
    {
        var text = new StringBuilder();
        foreach (var (i, value) in front.Index())
        {
            text.Append(dialect.Widths.Count > 0 ? Fixed(value, FrontWidths[i]) : Field(value) + dialect.Delimiter);
        }

        Write(text.ToString());
        if (encoding is null)
        {
            file.Write(record);
        }
        else
        {
            Write(Encoding.UTF8.GetString(record));
        }

        Write(form.LineEnd);
    }

    private void Write(string text) => file.Write((encoding ?? Encoding.UTF8).GetBytes(text));

    private static string Fixed(string value, int width) =>
        (value.Length <= width - 1 ? value : value[..(width - 2)] + "…").Replace('\n', ' ').Replace('\r', ' ').PadRight(width);

    private string Field(string value)
    {
        if (value.Length > 0 && dialect.Comment == value[0])
        {
            value = " " + value;
        }

        return (dialect.Quote, dialect.Escape) switch
        {
            // Without quotes and escapes, a delimiter in the reason would begin a new field: a blank replaces it.
            (null, null) => OneLine(value).Replace(dialect.Delimiter, " ", StringComparison.Ordinal),
            (null, { } escape) => Escaped(OneLine(value), escape),
            ({ } quote, var escape) when NeedsQuotes(value, quote, escape) =>
                $"{quote}{(escape is { } sign ? Escaped(value, sign, quote) : value.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal))}{quote}",
            _ => value,
        };
    }

    private bool NeedsQuotes(string value, char quote, char? escape) =>
        value.Contains(dialect.Delimiter, StringComparison.Ordinal)
        || value.Contains(quote, StringComparison.Ordinal)
        || (escape is { } sign && value.Contains(sign, StringComparison.Ordinal))
        || value.AsSpan().ContainsAny('\r', '\n')
        || (value.Length > 0 && (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])));

    private string Escaped(string value, char escape) =>
        value.Replace($"{escape}", $"{escape}{escape}", StringComparison.Ordinal)
            .Replace(dialect.Delimiter, string.Concat(dialect.Delimiter.Select(c => $"{escape}{c}")), StringComparison.Ordinal);

    private static string Escaped(string value, char escape, char quote) =>
        value.Replace($"{escape}", $"{escape}{escape}", StringComparison.Ordinal)
            .Replace($"{quote}", $"{escape}{quote}", StringComparison.Ordinal);

    private static string OneLine(string value) => value.Replace('\r', ' ').Replace('\n', ' ');
}
