using System.Data.Common;

namespace DataShare.Jobs;

/// <summary>
/// Rows as CSV (RFC 4180, but lines end with a line feed), one at a time whatever their number. Null is an empty
/// field, the empty string is <c>""</c>.
/// </summary>
internal static class CsvResult
{
    public static async ValueTask<long> WriteAsync(DbDataReader rows, TextWriter output, CancellationToken cancellationToken)
    {
        var columns = ResultColumn.Of(rows);
        await output.WriteAsync(string.Join(',', columns.Select(c => Field(c.Name))) + "\n");
        var count = 0L;
        while (await rows.ReadAsync(cancellationToken))
        {
            foreach (var (i, column) in columns.Index())
            {
                if (i > 0)
                {
                    await output.WriteAsync(',');
                }

                if (column.Read() is { } value)
                {
                    await output.WriteAsync(Field(ValueText.Of(value)));
                }
            }

            await output.WriteAsync('\n');
            count++;
        }

        await output.FlushAsync(cancellationToken);
        return count;
    }

    private static string Field(string text) =>
        text.Length > 0 && text.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? text
            : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
