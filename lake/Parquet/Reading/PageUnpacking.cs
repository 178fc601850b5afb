using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4;

namespace DataShare.Lake;

/// <summary>Unpacks a page into exactly as many bytes as its header says, and never into more.</summary>
internal static class PageUnpacking
{
    private const int LargeBytes = 4 << 20;

    public static string Name(int codec) => codec switch
    {
        0 => "uncompressed",
        1 => "Snappy",
        2 => "gzip",
        3 => "LZO",
        4 => "Brotli",
        5 => "LZ4 in Hadoop's frames",
        6 => "zstd",
        7 => "LZ4",
        _ => FormattableString.Invariant($"number {codec}"),
    };

    /// <summary>Whether pages of this compression are read.</summary>
    public static bool IsKnown(int codec) => codec is >= 0 and <= 7 and not 3;

    /// <exception cref="InvalidDataException">The bytes are damaged, or become another number of bytes.</exception>
    public static void Unpack(int codec, ReadOnlySpan<byte> packed, Span<byte> target)
    {
        int written;
        try
        {
            written = codec switch
            {
                0 => Copy(packed, target),
                1 => Snappy(packed, target),
                2 => Gzip(packed, target),
                4 => BrotliDecoder.TryDecompress(packed, target, out var brotli) ? brotli : -1,
                5 => HadoopLz4(packed, target),
                6 => Zstd(packed, target),
                7 => LZ4Codec.Decode(packed, target),
                _ => -1,
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Each of the libraries has its own exceptions for damaged bytes, and some throw what their reading led to.
            throw Damaged(codec, e);
        }

        if (written != target.Length)
        {
            throw Damaged(codec, null);
        }
    }

    private static InvalidDataException Damaged(int codec, Exception? inner) =>
        ParquetDamage.Of($"a page does not unpack ({Name(codec)}) to the size that its header says", inner);

    private static int Copy(ReadOnlySpan<byte> packed, Span<byte> target) => packed.TryCopyTo(target) ? packed.Length : -1;

    private static int Snappy(ReadOnlySpan<byte> packed, Span<byte> target) =>
        target.Length > LargeBytes ? SnappyPage.TryUnpack(packed, target) ? target.Length : -1
        : Snappier.Snappy.GetUncompressedLength(packed) == target.Length && Snappier.Snappy.TryDecompress(packed, target, out var written) ? written : -1;

    private static unsafe int Gzip(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        fixed (byte* bytes = packed)
        {
            using var memory = new UnmanagedMemoryStream(bytes, packed.Length);
            using var gzip = new GZipStream(memory, CompressionMode.Decompress);
            var read = gzip.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            return read == target.Length && gzip.ReadByte() >= 0 ? -1 : read;
        }
    }

    private static int Zstd(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        using var zstd = new ZstdSharp.Decompressor();
        return zstd.Unwrap(packed, target);
    }

    /// <summary>
    /// Blocks of LZ4, each behind the sizes of what it becomes and of what it has, with the highest byte first. Some
    /// writers leave the frames out and give the number all the same.
    /// </summary>
    private static int HadoopLz4(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var written = 0;
        var rest = packed;
        while (rest.Length >= 8)
        {
            var unpacked = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var bytes = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
            if (bytes > rest.Length - 8 || unpacked > target.Length - written
                || LZ4Codec.Decode(rest.Slice(8, (int)bytes), target.Slice(written, (int)unpacked)) != (int)unpacked)
            {
                return LZ4Codec.Decode(packed, target);
            }

            written += (int)unpacked;
            rest = rest[(8 + (int)bytes)..];
        }

        return rest.Length == 0 && written == target.Length ? written : LZ4Codec.Decode(packed, target);
    }
}
