using System.Data.Common;
using System.Text;

namespace DataShare.Warehouse;

/// <summary>
/// Rows as CSV (RFC 4180, but lines end with a line feed), one at a time whatever their number. Null is an empty
/// field, the empty string is <c>""</c>. Where there is one column null is <c>""</c>, too: most readers leave out empty lines.
/// </summary>
internal static class CsvRows
{
    private const int ChunkChars = 1 << 16;

    /// <param name="columns">Of these rows.</param>
    /// <returns>How many rows there were; the header is not counted.</returns>
    public static async ValueTask<long> WriteAsync(
        DbDataReader rows,
        IReadOnlyList<ResultColumn> columns,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        Func<ResultColumn, string?> field = c => c.Read() is { } value ? FileText.Of(value) : null;
        var chunk = new StringBuilder();
        AppendLine(chunk, columns, c => c.Name);
        var count = 0L;
        while (await rows.ReadAsync(cancellationToken))
        {
            AppendLine(chunk, columns, field);
            count++;
            if (chunk.Length >= ChunkChars)
            {
                await output.WriteAsync(chunk, cancellationToken);
                chunk.Clear();
            }
        }

        await output.WriteAsync(chunk, cancellationToken);
        await output.FlushAsync(cancellationToken);
        return count;
    }

    private static void AppendLine(StringBuilder chunk, IReadOnlyList<ResultColumn> columns, Func<ResultColumn, string?> field)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0)
            {
                chunk.Append(',');
            }

            if (field(columns[i]) is { } written)
            {
                AppendField(chunk, written);
            }
            else if (columns.Count == 1)
            {
                AppendField(chunk, "");
            }
        }

        chunk.Append('\n');
    }

    /// <summary>A hash sign begins a comment for some readers.</summary>
    private static void AppendField(StringBuilder chunk, string text)
    {
        if (text.Length > 0 && text.AsSpan().IndexOfAny(",\"\r\n#") < 0)
        {
            chunk.Append(text);
            return;
        }

        chunk.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
