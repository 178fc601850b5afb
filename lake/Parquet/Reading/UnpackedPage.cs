using ParquetSharp;
using ParquetSharp.IO;

namespace DataShare.Lake;

/// <summary>
/// The uncompressed bytes of a page. The library only decompresses pages of files, so it gets a file in memory that has this
/// page, with one value for each byte.
/// </summary>
internal sealed class UnpackedPage : IDisposable
{
    private readonly NativeBytes file;
    private readonly ParquetSharp.IO.Buffer buffer;
    private readonly BufferReader access;
    private readonly ParquetFileReader reader;
    private readonly ColumnReader column;
    private readonly FixedLenByteArray[] first = new FixedLenByteArray[1];
    private readonly int length;

    /// <param name="source">The compressed bytes.</param>
    /// <param name="length">The uncompressed size of the page; at least 1.</param>
    /// <exception cref="ParquetException">The bytes are damaged, or decompress to another size.</exception>
    public UnpackedPage(ChunkBytes source, int packedLength, int length, int codec)
    {
        this.length = length;
        var (front, back) = (Front(packedLength, length), new ByteBuffer());
        WriteFooter(back, front.Length - FooterPlace.Magic.Length + packedLength, length, codec);
        file = new NativeBytes(front.Length + packedLength + back.Length);
        front.Written.CopyTo(file.Span);
        source.Take(file.Span.Slice(front.Length, packedLength));
        back.Written.CopyTo(file.Span[(front.Length + packedLength)..]);
        buffer = new ParquetSharp.IO.Buffer(file.Start, file.Span.Length);
        access = new BufferReader(buffer);
        using var properties = ReaderProperties.WithMemoryPool(MemoryPool.SystemMemoryPool());
        try
        {
            reader = new ParquetFileReader(access, properties);
            using var group = reader.RowGroup(0);
            column = group.Column(0);
            if (((ColumnReader<FixedLenByteArray>)column).ReadBatch(first.Length, first, out _) != first.Length)
            {
                throw ParquetDamage.Of("a page has fewer values than its header says");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Valid until disposal.</summary>
    public unsafe ReadOnlySpan<byte> Bytes => new((void*)first[0].Pointer, length);

    public void Dispose()
    {
        column?.Dispose();
        reader?.Dispose();
        access.Dispose();
        buffer.Dispose();
        file.Dispose();
    }

    private static ByteBuffer Front(int packedLength, int length)
    {
        var front = new ByteBuffer();
        FooterPlace.Magic.CopyTo(front.Add(FooterPlace.Magic.Length));
        var output = new ThriftOutput(front);
        output.Int32(1, (int)PageKind.Data);
        output.Int32(2, length);
        output.Int32(3, packedLength);
        output.Begin(5);
        output.Int32(1, length);
        output.Int32(2, (int)PageEncoding.Plain);
        output.Int32(3, (int)PageEncoding.Rle);
        output.Int32(4, (int)PageEncoding.Rle);
        output.End();
        output.Stop();
        return front;
    }

    /// <summary>The footer of a file with one column that has a value of one byte in each row.</summary>
    private static void WriteFooter(ByteBuffer file, int pageBytes, int rows, int codec)
    {
        var output = new ThriftOutput(file);
        output.Int32(1, 1);
        output.List(2, ThriftType.Struct, 2);
        output.Begin();
        output.Text(4, "root");
        output.Int32(5, 1);
        output.End();
        output.Begin();
        output.Int32(1, (int)ParquetType.FixedLenByteArray);
        output.Int32(2, 1);
        output.Int32(3, 0);
        output.Text(4, "v");
        output.End();
        output.Int64(3, rows);
        output.List(4, ThriftType.Struct, 1);
        output.Begin();
        output.List(1, ThriftType.Struct, 1);
        output.Begin();
        output.Int64(2, 0);
        WriteChunk(output, pageBytes, rows, codec);
        output.End();
        output.Int64(2, rows);
        output.Int64(3, rows);
        output.End();
        output.Stop();
        file.AddInt32(file.Length);
        FooterPlace.Magic.CopyTo(file.Add(FooterPlace.Magic.Length));
    }

    private static void WriteChunk(ThriftOutput output, int pageBytes, int rows, int codec)
    {
        output.Begin(3);
        output.Int32(1, (int)ParquetType.FixedLenByteArray);
        output.List(2, ThriftType.Int32, 0);
        output.List(3, ThriftType.Binary, 1);
        output.Element("v"u8);
        output.Int32(4, codec);
        output.Int64(5, rows);
        output.Int64(6, rows);
        output.Int64(7, pageBytes);
        output.Int64(9, FooterPlace.Magic.Length);
        output.End();
    }
}
