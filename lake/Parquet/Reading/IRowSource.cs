namespace DataShare.Lake;

/// <summary>The rows of a column in a row group, from front to back.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>Reads the next rows into the batch: at least one, at most as many as asked for. So many rows must be left.</summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    void Read(ParquetBatch batch, int rows);
}
