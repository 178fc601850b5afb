using Microsoft.Win32.SafeHandles;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>What the pages of a column in a row group need from their reader.</summary>
/// <param name="OpenBytes">The size of the dictionary and the largest page, compressed and uncompressed.</param>
/// <param name="RowsAtOnce">The number of rows whose values can be assembled at once.</param>
/// <param name="EmptyPages">The number of data pages without rows.</param>
internal readonly record struct PageDemands(long OpenBytes, int RowsAtOnce, int EmptyPages);

/// <summary>
/// Checks the headers of a column's pages before the library reads them, because the library allocates what they claim. Refuses
/// impossible numbers, and returns what the pages need.
/// </summary>
internal sealed class PageCheck(SafeFileHandle file)
{
    private const int FirstLook = 256;

    /// <summary>The memory for a dictionary entry, in addition to its bytes.</summary>
    private const long EntryBytes = 16;

    private readonly ChunkBytes bytes = new(file);

    /// <exception cref="InvalidDataException">A header claims more than its page can need, or more than the limits allow.</exception>
    public PageDemands Of(ParquetInputColumn column, ColumnChunk chunk, long rows)
    {
        if (!PageCodec.IsKnown(chunk.Codec))
        {
            throw ParquetDamage.NotRead($"column '{column.ShownName}' is compressed with {PageCodec.Name(chunk.Codec)}");
        }

        bytes.Open(chunk.Offset, chunk.Bytes);
        var (dictionary, largest, longest, empty) = (0L, 0L, 0, 0);
        for (var left = rows; left > 0;)
        {
            var before = bytes.Left;
            var header = NextHeader(column, chunk.Codec);
            if (header.Kind is PageKind.Dictionary)
            {
                CheckDictionary(header, column);
                dictionary = (long)header.Packed + header.Unpacked + (EntryBytes * header.Values);
                // Some old writers did not count this header in the bytes of its column.
                bytes.Extend((int)(before - bytes.Left));
            }
            else if (header.Kind is PageKind.Data or PageKind.DataV2)
            {
                CheckData(header, column, left);
                left -= header.Values;
                empty += header.Values == 0 ? 1 : 0;
                largest = Math.Max(largest, (long)header.Packed + header.Unpacked);
                if (header.Encoding is PageEncoding.DeltaLengthByteArray or PageEncoding.DeltaByteArray)
                {
                    longest = Math.Max(longest, LongestValue(header, column, chunk.Codec));
                    continue;
                }
            }

            bytes.Skip(header.Packed);
        }

        if (dictionary + largest > ParquetLimits.OpenBytes)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant(
                $"pages of column '{column.ShownName}' need more than {ParquetLimits.OpenBytes >> 20} MiB at once. Expected smaller pages"));
        }

        var rowsAtOnce = Math.Clamp(ParquetLimits.MadeBytes / Math.Max(1, longest), 1, ParquetLimits.RowsAtOnce);
        return new PageDemands(dictionary + largest, rowsAtOnce, empty);
    }

    private int LongestValue(PageHeader header, ParquetInputColumn column, int codec)
    {
        try
        {
            return DeltaPage.Longest(bytes, header, column, codec);
        }
        catch (ParquetException e)
        {
            throw LibraryFile.Damage($"a page of column '{column.ShownName}'", e);
        }
    }

    private static void CheckData(PageHeader header, ParquetInputColumn column, long rowsLeft)
    {
        if (header.Values < 0 || header.Values > rowsLeft)
        {
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' has more values than the row group has rows");
        }

        if (header.Encoding is PageEncoding.BitPacked || !Enum.IsDefined(header.Encoding))
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant($"column '{column.ShownName}' has the encoding {header.Encoding}"));
        }

        if (column.IsOptional && header.Kind is PageKind.Data && header.Content.LevelEncoding is not PageEncoding.Rle)
        {
            // The format begins with the highest bit of a byte here, the library with the lowest: values would move to other rows.
            throw ParquetDamage.NotRead(FormattableString.Invariant($"column '{column.ShownName}' has levels in the encoding {header.Content.LevelEncoding}"));
        }
    }

    private static void CheckDictionary(PageHeader header, ParquetInputColumn column)
    {
        var least = column.Physical switch
        {
            ParquetType.ByteArray or ParquetType.Int32 or ParquetType.Float => sizeof(int),
            ParquetType.Int64 or ParquetType.Double => sizeof(long),
            ParquetType.Boolean => 0,
            _ => column.TypeLength,
        };
        if (header.Values < 0 || (long)header.Values * least > header.Unpacked || (least == 0 && header.Values > header.Unpacked * 8L))
        {
            throw ParquetDamage.Of($"the dictionary of column '{column.ShownName}' has fewer values than its header says");
        }
    }

    private PageHeader NextHeader(ParquetInputColumn column, int codec)
    {
        var header = ReadHeader();
        if (header.Packed < 0 || header.Unpacked < 0 || header.Packed > bytes.Left)
        {
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' does not fit into the column");
        }

        if (header.Packed > ParquetLimits.PageBytes || header.Unpacked > ParquetLimits.PageBytes)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant(
                $"a page of column '{column.ShownName}' has {Math.Max(header.Packed, header.Unpacked) >> 20} MiB, more than {ParquetLimits.PageBytes >> 20}"));
        }

        if ((codec == PageCodec.None || !header.Content.IsPacked) && header.Packed != header.Unpacked)
        {
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' is not compressed, but its header gives two sizes");
        }

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
                // The header may have long statistics: try again with more bytes.
            }
        }
    }
}
