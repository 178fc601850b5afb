using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// Reads one column from front to back, some rows at a time. No more than a page of it is in memory, and its
/// dictionary. What the file says of itself is never believed where it could cost memory or time. For one caller.
/// </summary>
public sealed class ParquetColumnReader
{
    private readonly FileFooter footer;
    private readonly ParquetInputColumn column;
    private readonly MemoryBudget budget;
    private readonly long mostHeldBytes;
    private readonly ChunkBytes bytes;
    private readonly PageBuffers buffers;
    private readonly ParquetBatch batch;
    private ParquetDictionary? dictionary;
    private PageValues? values;
    private HybridDecoder levels;
    private int[] levelRoom = [];
    private int group;
    private int codec;
    private long rowsInGroup;
    private long rowsWithoutPage;
    private int rowsInPage;

    /// <param name="firstGroup">The row group that is read first.</param>
    /// <param name="mostHeldBytes">Bytes of pages after which a batch ends early, whatever it should have.</param>
    internal ParquetColumnReader(
        SafeFileHandle file, FileFooter footer, ParquetInputColumn column, MemoryBudget budget, int firstGroup, long mostHeldBytes)
    {
        (this.footer, this.column, this.budget, this.mostHeldBytes) = (footer, column, budget, mostHeldBytes);
        group = firstGroup - 1;
        bytes = new ChunkBytes(file, budget);
        buffers = new PageBuffers(budget);
        batch = new ParquetBatch(column);
    }

    /// <summary>
    /// The next rows: as many as asked for, or fewer, of one row group; none behind the last one. The batch is the
    /// same every time.
    /// </summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged, or of a form that is not read.</exception>
    public ParquetBatch Read(int rows)
    {
        try
        {
            return ReadNext(rows);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or ArithmeticException)
        {
            // The last net: a decoder that damaged numbers led beyond a page.
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' is damaged", e);
        }
    }

    private ParquetBatch ReadNext(int rows)
    {
        batch.Begin();
        buffers.Release();
        if (rows == 0)
        {
            return batch;
        }

        while (rowsInGroup == 0)
        {
            if (group + 1 >= footer.RowGroups)
            {
                return batch;
            }

            Open(++group);
        }

        for (var left = (int)Math.Min(rows, rowsInGroup); left > 0;)
        {
            if (rowsInPage == 0)
            {
                if (batch.Rows > 0 && buffers.HeldBytes > mostHeldBytes)
                {
                    // The values before are in pages that have to be kept: enough of these.
                    break;
                }

                NextPage();
                continue;
            }

            var taken = Math.Min(left, rowsInPage);
            Take(taken);
            rowsInPage -= taken;
            rowsInGroup -= taken;
            left -= taken;
        }

        return batch;
    }

    private void Open(int next)
    {
        var chunk = footer.Chunk(next, column);
        if (!PageUnpacking.IsKnown(chunk.Codec))
        {
            throw ParquetDamage.NotRead($"column '{column.ShownName}' is packed as {PageUnpacking.Name(chunk.Codec)}");
        }

        bytes.Open(chunk.Offset, chunk.Bytes);
        (codec, rowsInGroup, rowsWithoutPage, rowsInPage) = (chunk.Codec, footer.Rows(next), footer.Rows(next), 0);
        Forget();
    }

    private void Take(int rows)
    {
        var present = batch.AddRows(rows);
        var same = 1;
        if (!column.IsOptional || levels.TryTakeRun(rows, out same))
        {
            present.Fill(same == 1);
            values!.Read(batch, rows * same);
            return;
        }

        if (levelRoom.Length < rows)
        {
            levelRoom = new int[rows];
        }

        var room = levelRoom.AsSpan(0, rows);
        levels.Read(room);
        var count = 0;
        for (var i = 0; i < room.Length; i++)
        {
            present[i] = room[i] == 1;
            count += room[i];
        }

        values!.Read(batch, count);
    }

    private void NextPage()
    {
        var header = NextHeader();
        switch (header.Kind)
        {
            case PageKind.Dictionary:
                ReadDictionary(header);
                break;
            case PageKind.Data:
                ReadPage(header);
                break;
            case PageKind.DataV2:
                ReadPageV2(header);
                break;
            default:
                bytes.Skip(header.Packed);
                break;
        }
    }

    private PageHeader NextHeader()
    {
        for (var most = 256; ; most *= 8)
        {
            var peeked = bytes.Peek(most);
            var input = new ThriftInput(peeked);
            try
            {
                var header = PageHeader.Read(ref input);
                bytes.Advance(input.Position);
                Check(header);
                return header;
            }
            catch (InvalidDataException) when (most < Math.Min(bytes.Left, ParquetLimits.PageHeaderBytes))
            {
                // A header with long statistics: with more bytes it may be whole.
            }
        }
    }

    private void Check(PageHeader header)
    {
        if (header.Packed < 0 || header.Unpacked < 0 || header.Packed > bytes.Left)
        {
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' does not fit into the column");
        }

        if (header.Packed > ParquetLimits.PageBytes || header.Unpacked > ParquetLimits.PageBytes)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant(
                $"a page of column '{column.ShownName}' has {Math.Max(header.Packed, header.Unpacked) >> 20} MiB, more than {ParquetLimits.PageBytes >> 20}"));
        }

        if (header.Kind is PageKind.Data or PageKind.DataV2 && (header.Values < 0 || header.Values > rowsWithoutPage))
        {
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' has more values than the row group has rows");
        }
    }

    private void ReadDictionary(PageHeader header)
    {
        if (dictionary is not null || values is not null)
        {
            throw ParquetDamage.Of($"column '{column.ShownName}' has a dictionary behind its first page");
        }

        var room = buffers.Dictionary(header.Unpacked);
        Unpack(header.Packed, room.AsSpan(0, header.Unpacked));
        dictionary = new ParquetDictionary(column, new ByteSlice(room, 0, header.Unpacked), header.Values);
        budget.Take(dictionary.OwnBytes);
    }

    private void ReadPage(PageHeader header)
    {
        var page = buffers.Next(header.Unpacked, keep: batch.Values > 0);
        Unpack(header.Packed, page.AsSpan(0, header.Unpacked));
        var start = 0;
        if (column.IsOptional)
        {
            if (header.LevelEncoding is not PageEncoding.Rle)
            {
                throw ParquetDamage.NotRead(FormattableString.Invariant($"column '{column.ShownName}' has levels in the encoding {header.LevelEncoding}"));
            }

            var length = header.Unpacked < sizeof(int) ? -1 : BitConverter.ToInt32(page);
            if (length < 0 || length > header.Unpacked - sizeof(int))
            {
                throw PageValues.TooFew();
            }

            start = sizeof(int) + length;
            levels = new HybridDecoder(page, sizeof(int), start, 1);
        }

        Begin(header, page, start);
    }

    private void ReadPageV2(PageHeader header)
    {
        var front = (long)header.DefinitionBytes + header.RepetitionBytes;
        if (header.DefinitionBytes < 0 || header.RepetitionBytes < 0 || front > Math.Min(header.Packed, header.Unpacked))
        {
            throw PageValues.TooFew();
        }

        var page = buffers.Next(header.Unpacked, keep: batch.Values > 0);
        var start = (int)front;
        bytes.Peek(header.Packed)[..start].CopyTo(page);
        bytes.Advance(start);
        Unpack(header.Packed - start, page.AsSpan(start, header.Unpacked - start), header.IsPacked ? codec : 0);
        if (column.IsOptional)
        {
            levels = new HybridDecoder(page, header.RepetitionBytes, start, 1);
        }

        Begin(header, page, start);
    }

    private void Begin(PageHeader header, byte[] page, int start)
    {
        values = PageValues.Of(header.Encoding, column, new ByteSlice(page, start, header.Unpacked - start), dictionary, budget);
        rowsInPage = header.Values;
        rowsWithoutPage -= header.Values;
    }

    private void Unpack(int packed, Span<byte> target) => Unpack(packed, target, codec);

    private void Unpack(int packed, Span<byte> target, int with)
    {
        // An empty part of a page may be left out instead of packed.
        if (packed > 0 || target.Length > 0)
        {
            PageUnpacking.Unpack(with, bytes.Peek(packed), target);
        }

        bytes.Advance(packed);
    }

    private void Forget()
    {
        budget.Give(dictionary?.OwnBytes ?? 0);
        (dictionary, values) = (null, null);
    }
}
