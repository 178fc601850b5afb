using System.Buffers.Binary;
using DataShare.Schemas;
using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>Finds the footer at the end of a file.</summary>
internal static class FooterPlace
{
    /// <summary>The bytes at the beginning and the end of a file.</summary>
    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>The footer's length and the magic bytes.</summary>
    private const int TailBytes = 8;

    /// <exception cref="InvalidDataException">The file has no footer, or an invalid one.</exception>
    public static async Task<FileFooter> ReadAsync(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(file);
        var tail = new byte[TailBytes];
        var head = new byte[4];
        if (length < Magic.Length + TailBytes
            || await RandomAccess.ReadAsync(file, tail, length - TailBytes, cancellationToken) < TailBytes
            || await RandomAccess.ReadAsync(file, head, 0, cancellationToken) < head.Length)
        {
            throw ParquetDamage.Of($"it has only {CountText.Of(length, "byte")}");
        }

        if (tail.AsSpan(4).SequenceEqual("PARE"u8))
        {
            throw ParquetDamage.NotRead("its footer is encrypted");
        }

        if (!tail.AsSpan(4).SequenceEqual(Magic) || !head.AsSpan().SequenceEqual(Magic))
        {
            throw ParquetDamage.Of("it does not begin and end with 'PAR1'. It is truncated, or not Parquet");
        }

        var footer = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (footer < 1 || footer > length - TailBytes - Magic.Length)
        {
            throw ParquetDamage.Of(FormattableString.Invariant($"its footer claims {footer} bytes, which is more than the file has"));
        }

        if (footer > ParquetLimits.FooterBytes)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant($"its footer has {footer >> 20} MiB, more than {ParquetLimits.FooterBytes >> 20}"));
        }

        var bytes = new byte[footer];
        var start = length - TailBytes - footer;
        for (var read = 0; read < footer;)
        {
            var next = await RandomAccess.ReadAsync(file, bytes.AsMemory(read), start + read, cancellationToken);
            read += next > 0 ? next : throw ParquetDamage.Of("its footer is truncated");
        }

        return new FileFooter(bytes, start);
    }
}
