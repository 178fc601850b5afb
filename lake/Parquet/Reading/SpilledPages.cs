using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>
/// Rows of one column whose page has no room beside those of the other columns: on disk, as pages of some rows each, with
/// their values one after the other.
/// </summary>
internal sealed class SpilledPages(SpillFile file, ParquetInputColumn column, PageBuffers buffers)
{
    private const int RowsOfPage = 2048;

    /// <summary>Of the values of a page, unless one value has more.</summary>
    private const long BytesOfPage = 256 << 10;

    private readonly SpillQueue queue = new(file);
    private readonly ParquetBatch batch = new(column);
    private readonly ByteBuffer page = new();
    private int[] levels = [];

    public bool HasPages => queue.Length > 0;

    /// <summary>Takes all rows of a page.</summary>
    /// <param name="keepsPlaces">Whether the page's dictionary stays in memory, so that the places in it are enough.</param>
    public void Add(OpenPage from, bool keepsPlaces)
    {
        while (from.Left > 0)
        {
            batch.Begin();
            from.Take(batch, Math.Min(RowsOfPage, from.Left));
            for (var row = 0; row < batch.Rows;)
            {
                var rows = Fitting(row, keepsPlaces);
                Add(row, rows, keepsPlaces);
                row += rows;
            }
        }
    }

    /// <summary>The next page.</summary>
    /// <param name="dictionary">Of the row group's column; null when there is none in memory.</param>
    /// <param name="keep">Whether values of the current rows are in the page before.</param>
    public OpenPage Next(ParquetDictionary? dictionary, bool keep)
    {
        Span<int> front = stackalloc int[4];
        queue.Take(MemoryMarshal.AsBytes(front));
        var (rows, isPlaces, start, bytes) = (front[0], front[1] == 1, front[2], front[3]);
        var room = buffers.Next(bytes, keep);
        queue.Take(room.AsSpan(0, bytes));
        var content = new ByteSlice(room, start, bytes - start);
        return new OpenPage(rows, column.IsOptional ? new HybridDecoder(room, 0, start, 1) : null, Values(content, isPlaces ? dictionary : null));
    }

    private PageValues Values(ByteSlice content, ParquetDictionary? dictionary) => column switch
    {
        _ when dictionary is not null => new PlainPlaces(content, dictionary),
        { HasLongs: true } => new PlainLongs(content),
        { HasDoubles: true } => new PlainDoubles(content),
        _ => new PlainSlices(content),
    };

    /// <summary>How many of the rows from one on a page has room for; at least one.</summary>
    private int Fitting(int row, bool keepsPlaces)
    {
        if (column.HasLongs || column.HasDoubles || (keepsPlaces && batch.Dictionary is not null))
        {
            return batch.Rows - row;
        }

        var value = batch.ValueOf(row);
        var bytes = 0L;
        for (var next = row; next < batch.Rows; next++)
        {
            bytes += batch.IsNull(next) ? 0 : batch.Bytes(value++).Length;
            if (bytes > BytesOfPage)
            {
                return Math.Max(1, next - row);
            }
        }

        return batch.Rows - row;
    }

    private void Add(int row, int rows, bool keepsPlaces)
    {
        page.Clear();
        if (column.IsOptional)
        {
            WriteLevels(row, rows);
        }

        var start = page.Length;
        var places = keepsPlaces && batch.Dictionary is not null;
        WriteValues(batch.ValueOf(row), batch.ValuesIn(row, rows), places);
        ReadOnlySpan<int> front = [rows, places ? 1 : 0, start, page.Length];
        queue.Add(MemoryMarshal.AsBytes(front));
        queue.Add(page.Written);
    }

    private void WriteLevels(int row, int rows)
    {
        if (batch.Values == batch.Rows)
        {
            HybridEncoder.WriteRun(page, 1, rows, 1);
            return;
        }

        if (levels.Length < rows)
        {
            levels = new int[RowsOfPage];
        }

        for (var i = 0; i < rows; i++)
        {
            levels[i] = batch.IsNull(row + i) ? 0 : 1;
        }

        HybridEncoder.Write(page, levels.AsSpan(0, rows), 1);
    }

    private void WriteValues(int value, int count, bool places)
    {
        if (places)
        {
            Write(batch.Indexes.Slice(value, count));
        }
        else if (column.HasLongs)
        {
            Write(batch.Longs.Slice(value, count));
        }
        else if (column.HasDoubles)
        {
            Write(batch.Doubles.Slice(value, count));
        }
        else
        {
            for (var end = value + count; value < end; value++)
            {
                var bytes = batch.Bytes(value);
                page.AddInt32(bytes.Length);
                bytes.CopyTo(page.Add(bytes.Length));
            }
        }
    }

    private void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).CopyTo(page.Add(values.Length * Marshal.SizeOf<T>()));
}

/// <summary>Places in a dictionary, one after the other.</summary>
internal sealed class PlainPlaces(ByteSlice page, ParquetDictionary dictionary) : PlainNumbers<int>(page)
{
    public override void Read(ParquetBatch batch, int count) => dictionary.CopyTo(batch, Next(count));
}
