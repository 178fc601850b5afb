using System.Globalization;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Makes a file like the original one from corrected rows of an entry: without the first three columns, whose numbers go to a
/// second file. Rows that the corrected file lacks come from the entry, so that none is lost.
/// </summary>
internal sealed class MendedRows : IDisposable
{
    private const string FrontNames = $"{RejectedRowsFile.RowColumn}, {RejectedRowsFile.LineColumn}, {RejectedRowsFile.ReasonColumn}";

    private readonly QuarantinedLoad entry;
    private readonly RowSet expected;
    private readonly RowSet taken = new();
    private readonly FrontColumns front;
    private readonly CsvDialect dialect;
    private readonly Stream target;
    private readonly Stream origins;
    private readonly bool hasHeader;

    private MendedRows(QuarantinedLoad entry, QuarantineForm form, RowSet expected, string path, string originsPath)
    {
        (this.entry, this.expected) = (entry, expected);
        // The header is read as a record: its first three columns are removed too.
        dialect = RecordForm.ToRead(form, new CsvDialect()) with { Encoding = form.Encoding, Header = false, BlankLines = BlankLineRule.Skip };
        front = new FrontColumns(dialect);
        if (form.Widths.Count > 0)
        {
            dialect = dialect with { Widths = [.. RejectedRowsFile.FrontWidths, .. form.Widths] };
        }

        target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        origins = new FileStream(originsPath, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 14);
        target.Write(Encoding.UTF8.Preamble);
        hasHeader = form.Header;
    }

    /// <param name="mended">The corrected file of <c>quarantine export</c>.</param>
    /// <param name="path">The file to make, in UTF-8.</param>
    /// <param name="originsPath">The file that <see cref="RowOrigins"/> reads.</param>
    /// <exception cref="FileRefusedException">The corrected file does not have the rows of the exported one.</exception>
    public static async Task WriteAsync(
        QuarantinedLoad entry, QuarantineForm form, string mended, string path, string originsPath, CancellationToken cancellationToken)
    {
        var expected = new RowSet();
        await foreach (var (row, _) in RejectedRows.PlacesAsync(entry.RejectedRowsTable!, cancellationToken))
        {
            expected.Add(row);
        }

        using var rows = new MendedRows(entry, form, expected, path, originsPath);
        rows.Take(mended, isMended: true, cancellationToken);
        if (rows.taken.Count < expected.Count)
        {
            rows.Take(entry.RejectedRows!, isMended: false, cancellationToken);
        }
    }

    public void Dispose()
    {
        target.Dispose();
        origins.Dispose();
    }

    private void Take(string file, bool isMended, CancellationToken cancellationToken)
    {
        using var records = new CsvRecords(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), dialect, fields: null);
        var isHeader = hasHeader;
        while (records.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (row, line, rest) = front.Cut(Encoding.UTF8.GetString(records.Raw));
            if (!isHeader)
            {
                TakeRow(records.Place, row, line, rest, isMended);
            }
            else if (isMended)
            {
                Write(row == RejectedRowsFile.RowColumn && line == RejectedRowsFile.LineColumn && rest is not null
                    ? rest
                    : throw Refused($"does not begin with the columns {FrontNames}"));
            }

            isHeader = false;
        }

        if (isHeader)
        {
            throw Refused("is empty");
        }
    }

    private void TakeRow(RowPlace at, string? row, string? line, string? rest, bool isMended)
    {
        if (!long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || rest is null)
        {
            throw Refused(FormattableString.Invariant(
                $"has no row number in its {at}: {SourceProblem.Quote(row ?? "")} is in column {RejectedRowsFile.RowColumn}"));
        }

        if (!expected.Contains(number))
        {
            throw Refused(FormattableString.Invariant($"has row {number} in its {at}, which is not a row of {entry.LoadId}"));
        }

        if (taken.Contains(number))
        {
            if (isMended)
            {
                throw Refused(FormattableString.Invariant($"has row {number} twice, the second time in its {at}"));
            }

            return;
        }

        taken.Add(number);
        RowOrigins.Write(origins, new RowPlace(
            number, long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null));
        Write(rest);
    }

    private void Write(string record)
    {
        target.Write(Encoding.UTF8.GetBytes(record));
        target.Write("\n"u8);
    }

    private static FileRefusedException Refused(string what) =>
        new("mended", $"The corrected file {what}. Expected the file that 'datashare quarantine export' wrote, with {FrontNames} unchanged");
}
