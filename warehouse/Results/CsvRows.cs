using System.Data.Common;
using CsvHelper;

namespace DataShare.Warehouse;

/// <summary>
/// Writes rows as CSV (RFC 4180, but lines end with a line feed), one at a time. Null is an empty field, the empty
/// string is <c>""</c>. In a result with one column null is <c>""</c> too, because most readers skip empty lines.
/// </summary>
internal static class CsvRows
{
    private static readonly CsvWriterOptions Form = new() { NewLine = "\n" };

    /// <param name="columns">The columns of the rows.</param>
    /// <returns>The number of rows, without the header.</returns>
    public static async ValueTask<long> WriteAsync(
        DbDataReader rows,
        IReadOnlyList<ResultColumn> columns,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(output, Form, leaveOpen: true);
        var record = columns.Select(c => (string?)c.Name).ToArray();
        await AddAsync(csv, record, cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            // All are read before one is written: a value that cannot be read leaves no half of a record.
            foreach (var (i, column) in columns.Index())
            {
                record[i] = column.Read() is { } value ? FileText.Of(value) : null;
            }

            await AddAsync(csv, record, cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
        return csv.RecordCount - 1;
    }

    private static ValueTask AddAsync(CsvWriter csv, string?[] record, CancellationToken cancellationToken)
    {
        foreach (var field in record)
        {
            csv.WriteField(field, NeedsQuotes(field) ? CsvQuoting.Always : CsvQuoting.WhenNeeded);
        }

        return csv.EndRecordAsync(cancellationToken);
    }

    /// <summary>The empty string is no null, and a hash sign begins a comment for some readers.</summary>
    private static bool NeedsQuotes(string? field) => field is "" || field?.Contains('#', StringComparison.Ordinal) == true;
}
