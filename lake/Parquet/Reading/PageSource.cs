using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// The pages of a column in a row group, one after the other, unpacked. What their headers say is held against what is
/// there before anything is allocated for it.
/// </summary>
internal sealed class PageSource(SafeFileHandle file, ParquetInputColumn column, MemoryBudget budget)
{
    private const int FirstLook = 256;

    private readonly ChunkBytes bytes = new(file, budget);
    private readonly PageBuffers buffers = new(budget);
    private ParquetDictionary? dictionary;
    private int codec;
    private long rowsLeft;
    private bool hasPage;

    /// <summary>Of the pages that the current rows are in.</summary>
    public long HeldBytes => buffers.HeldBytes;

    /// <summary>The rows before are done with.</summary>
    public void Release() => buffers.Release();

    /// <summary>Begins with another row group.</summary>
    public void Open(ColumnChunk chunk, long rows)
    {
        if (!PageUnpacking.IsKnown(chunk.Codec))
        {
            throw ParquetDamage.NotRead($"column '{column.ShownName}' is packed as {PageUnpacking.Name(chunk.Codec)}");
        }

        bytes.Open(chunk.Offset, chunk.Bytes);
        budget.Give(dictionary?.OwnBytes ?? 0);
        (codec, rowsLeft, dictionary, hasPage) = (chunk.Codec, rows, null, false);
    }

    /// <summary>The next data page.</summary>
    /// <param name="keep">Whether values of the current rows are in the page before.</param>
    public OpenPage Next(bool keep)
    {
        while (true)
        {
            var header = NextHeader();
            Check(header);
            Verify(header);
            switch (header.Kind)
            {
                case PageKind.Data:
                    return Read(header, keep);
                case PageKind.DataV2:
                    return ReadV2(header, keep);
                case PageKind.Dictionary:
                    ReadDictionary(header);
                    break;
                default:
                    bytes.Skip(header.Packed);
                    break;
            }
        }
    }

    private PageHeader NextHeader()
    {
        for (var most = FirstLook; ; most *= 8)
        {
            var input = new ThriftInput(bytes.Peek(most));
            try
            {
                var header = PageHeader.Read(ref input);
                bytes.Advance(input.Position);
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

        if (header.Kind is PageKind.Data or PageKind.DataV2 && (header.Values < 0 || header.Values > rowsLeft))
        {
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' has more values than the row group has rows");
        }
    }

    private void Verify(PageHeader header)
    {
        if (header is { Kind: not PageKind.Index, Checksum: { } checksum } && PageChecksum.Of(bytes.Peek(header.Packed)) != checksum)
        {
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' is damaged: its checksum is another");
        }
    }

    private void ReadDictionary(PageHeader header)
    {
        if (dictionary is not null || hasPage)
        {
            throw ParquetDamage.Of($"column '{column.ShownName}' has a dictionary behind its first page");
        }

        var room = buffers.Dictionary(header.Unpacked);
        Unpack(header.Packed, room.AsSpan(0, header.Unpacked), codec);
        dictionary = new ParquetDictionary(column, new ByteSlice(room, 0, header.Unpacked), header.Values);
        budget.Take(dictionary.OwnBytes);
    }

    private OpenPage Read(PageHeader header, bool keep)
    {
        var page = buffers.Next(header.Unpacked, keep);
        Unpack(header.Packed, page.AsSpan(0, header.Unpacked), codec);
        if (!column.IsOptional)
        {
            return Begin(header, page, 0, null);
        }

        if (header.LevelEncoding is not PageEncoding.Rle)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant($"column '{column.ShownName}' has levels in the encoding {header.LevelEncoding}"));
        }

        var length = header.Unpacked < sizeof(int) ? -1 : BitConverter.ToInt32(page);
        if (length < 0 || length > header.Unpacked - sizeof(int))
        {
            throw PageValues.TooFew();
        }

        var start = sizeof(int) + length;
        return Begin(header, page, start, new HybridDecoder(page, sizeof(int), start, 1));
    }

    private OpenPage ReadV2(PageHeader header, bool keep)
    {
        var front = (long)header.DefinitionBytes + header.RepetitionBytes;
        if (header.DefinitionBytes < 0 || header.RepetitionBytes < 0 || front > Math.Min(header.Packed, header.Unpacked))
        {
            throw PageValues.TooFew();
        }

        var page = buffers.Next(header.Unpacked, keep);
        var start = (int)front;
        bytes.Peek(header.Packed)[..start].CopyTo(page);
        bytes.Advance(start);
        Unpack(header.Packed - start, page.AsSpan(start, header.Unpacked - start), header.IsPacked ? codec : 0);
        return Begin(header, page, start, column.IsOptional ? new HybridDecoder(page, header.RepetitionBytes, start, 1) : null);
    }

    private OpenPage Begin(PageHeader header, byte[] page, int start, HybridDecoder? levels)
    {
        hasPage = true;
        rowsLeft -= header.Values;
        var content = new ByteSlice(page, start, header.Unpacked - start);
        return new OpenPage(header.Values, levels, PageValues.Of(header.Encoding, column, content, dictionary, budget));
    }

    private void Unpack(int packed, Span<byte> target, int with)
    {
        // An empty part of a page may be left out instead of packed.
        if (packed > 0 || target.Length > 0)
        {
            PageUnpacking.Unpack(with, bytes.Peek(packed), target);
        }

        bytes.Advance(packed);
    }
}
