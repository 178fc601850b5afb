using System.Data.Common;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Writes rows into a file, for an engine that cannot by itself.</summary>
internal static class ResultFile
{
    /// <summary>
    /// Writes what is left of the rows and returns how many, in the forms that <see cref="IBatchSession.ExportAsync"/>
    /// promises. On failure a part of the file may be left.
    /// </summary>
    /// <param name="types">Name and type of each column, in the order of the rows'; null where only the rows tell.</param>
    /// <param name="file">A file that is there is overwritten.</param>
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
