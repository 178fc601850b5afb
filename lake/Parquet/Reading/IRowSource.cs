namespace DataShare.Lake;

/// <summary>The rows of a column in a row group, from front to back.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>Puts the next rows into the batch: at least one, and no more than asked for. There are as many.</summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    void Read(ParquetBatch batch, int rows);
}
