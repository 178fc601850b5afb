using System.Data.Common;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Writes rows into a file, for an engine that cannot do this itself.</summary>
internal static class ResultFile
{
    /// <summary>
    /// Writes the remaining rows, in the forms that <see cref="IBatchSession.ExportAsync"/> promises, and returns their
    /// number. After a failure a part of the file may be left.
    /// </summary>
    /// <param name="types">Name and type of each column, in the order of the rows; null to take them from the rows.</param>
    /// <param name="file">An existing file is overwritten.</param>
    public static async Task<long> WriteAsync(
        DbDataReader rows,
        IReadOnlyList<(string Name, ColumnType Type)>? types,
        string file,
        FileFormat format,
        CancellationToken cancellationToken)
    {
        var columns = ResultColumn.Of(rows, types);
        if (format is FileFormat.Parquet)
        {
            return await ParquetRows.WriteAsync(rows, columns, file, cancellationToken);
        }

        await using var output = new StreamWriter(file, new UTF8Encoding(false), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write });
        return await CsvRows.WriteAsync(rows, columns, output, cancellationToken);
    }
}
