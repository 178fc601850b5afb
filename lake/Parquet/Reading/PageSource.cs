using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// The pages of a column in a row group, one after the other, unpacked. What their headers say is held against what is
/// there before anything is allocated for it.
/// </summary>
internal sealed class PageSource(SafeFileHandle file, ParquetInputColumn column, PageMemory memory)
{
    private const int FirstLook = 256;

    private readonly ChunkBytes bytes = new(file, memory);
    private readonly PageBuffers buffers = new(memory.Budget);
    private SpilledPages? spilled;
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
            throw ParquetDamage.NotRead($"column '{column.ShownName}' is compressed with {PageUnpacking.Name(chunk.Codec)}");
        }

        bytes.Open(chunk.Offset, chunk.Bytes);
        ForgetDictionary();
        (codec, rowsLeft, hasPage) = (chunk.Codec, rows, false);
    }

    /// <summary>The next data page.</summary>
    /// <param name="keep">Whether values of the current rows are in the page before.</param>
    public OpenPage Next(bool keep)
    {
        while (spilled is not { HasPages: true })
        {
            var header = NextHeader();
            switch (header.Kind)
            {
                case PageKind.Data or PageKind.DataV2 when memory.IsLarge(header):
                    Spill(header, keepsPlaces: true);
                    break;
                case PageKind.Data or PageKind.DataV2:
                    return Open(header, Verified(header, bytes.Take(header.Packed)), buffers.Next(header.Unpacked, keep));
                case PageKind.Dictionary when memory.IsLarge(header):
                    SpillAll(header);
                    break;
                case PageKind.Dictionary:
                    ReadDictionary(header, Verified(header, bytes.Take(header.Packed)), buffers.Dictionary(header.Unpacked));
                    break;
                default:
                    bytes.Skip(header.Packed);
                    break;
            }
        }

        return spilled.Next(dictionary, keep);
    }

    /// <summary>Puts the rows of a page on disk.</summary>
    private void Spill(PageHeader header, bool keepsPlaces)
    {
        spilled ??= new SpilledPages(memory.Spill!, column, buffers);
        spilled.Add(Open(header, Verified(header, Large(header)), memory.Unpacked(header.Unpacked)), keepsPlaces);
    }

    /// <summary>Puts all rows of the row group on disk, since none of its pages can be read without the dictionary.</summary>
    private void SpillAll(PageHeader header)
    {
        ReadDictionary(header, Verified(header, Large(header)), memory.Dictionary(header.Unpacked));
        while (rowsLeft > 0)
        {
            var next = NextHeader();
            switch (next.Kind)
            {
                case PageKind.Data or PageKind.DataV2:
                    Spill(next, keepsPlaces: false);
                    break;
                case PageKind.Dictionary:
                    throw LateDictionary();
                default:
                    bytes.Skip(next.Packed);
                    break;
            }
        }

        ForgetDictionary();
    }

    private ReadOnlySpan<byte> Large(PageHeader header)
    {
        var packed = memory.Packed(header.Packed);
        bytes.Take(packed);
        return packed;
    }

    private PageHeader NextHeader()
    {
        var header = ReadHeader();
        Check(header);
        return header;
    }

    private PageHeader ReadHeader()
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

    private ReadOnlySpan<byte> Verified(PageHeader header, ReadOnlySpan<byte> packed) =>
        header.Checksum is { } checksum && PageChecksum.Of(packed) != checksum
            ? throw ParquetDamage.Of($"a page of column '{column.ShownName}' is damaged: its checksum differs")
            : packed;

    private void ReadDictionary(PageHeader header, ReadOnlySpan<byte> packed, byte[] room)
    {
        if (dictionary is not null || hasPage)
        {
            throw LateDictionary();
        }

        Unpack(packed, room.AsSpan(0, header.Unpacked), codec);
        dictionary = new ParquetDictionary(column, new ByteSlice(room, 0, header.Unpacked), header.Values);
        memory.Budget.Take(dictionary.OwnBytes);
    }

    private InvalidDataException LateDictionary() => ParquetDamage.Of($"column '{column.ShownName}' has a dictionary after its first page");

    private void ForgetDictionary()
    {
        memory.Budget.Give(dictionary?.OwnBytes ?? 0);
        dictionary = null;
    }

    /// <param name="packed">The page as the file has it.</param>
    /// <param name="page">Where it is unpacked.</param>
    private OpenPage Open(PageHeader header, ReadOnlySpan<byte> packed, byte[] page)
    {
        if (header.Kind is PageKind.DataV2)
        {
            return OpenV2(header, packed, page);
        }

        Unpack(packed, page.AsSpan(0, header.Unpacked), codec);
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

    private OpenPage OpenV2(PageHeader header, ReadOnlySpan<byte> packed, byte[] page)
    {
        var front = (long)header.DefinitionBytes + header.RepetitionBytes;
        if (header.DefinitionBytes < 0 || header.RepetitionBytes < 0 || front > Math.Min(header.Packed, header.Unpacked))
        {
            throw PageValues.TooFew();
        }

        var start = (int)front;
        packed[..start].CopyTo(page);
        Unpack(packed[start..], page.AsSpan(start, header.Unpacked - start), header.IsPacked ? codec : 0);
        return Begin(header, page, start, column.IsOptional ? new HybridDecoder(page, header.RepetitionBytes, start, 1) : null);
    }

    private OpenPage Begin(PageHeader header, byte[] page, int start, HybridDecoder? levels)
    {
        hasPage = true;
        rowsLeft -= header.Values;
        var content = new ByteSlice(page, start, header.Unpacked - start);
        return new OpenPage(header.Values, levels, PageValues.Of(header.Encoding, column, content, dictionary, memory.Budget));
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<byte> target, int codec)
    {
        // An empty part of a page may be left out instead of packed.
        if (packed.Length > 0 || target.Length > 0)
        {
            PageUnpacking.Unpack(codec, packed, target);
        }
    }
}
