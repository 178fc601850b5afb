using System.Data.Common;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Rows as CSV, as <see cref="CsvRows"/> has it.</summary>
internal static class CsvResult
{
    public static ValueTask<long> WriteAsync(DbDataReader rows, TextWriter output, CancellationToken cancellationToken) =>
        CsvRows.WriteAsync(rows, ResultColumn.Of(rows), ValueText.Of, output, cancellationToken);
}
