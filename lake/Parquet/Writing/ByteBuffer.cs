using System.Buffers.Binary;

namespace DataShare.Lake;

/// <summary>A buffer of bytes that grows at its end. Clearing it keeps its memory.</summary>
internal sealed class ByteBuffer
{
    private byte[] bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Removes the bytes after the first <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Moves bytes towards the front.</summary>
    public void Move(int from, int to, int count) => bytes.AsSpan(from, count).CopyTo(bytes.AsSpan(to));

    /// <summary>Returns space for so many bytes, which count as written.</summary>
    public Span<byte> Add(int count)
    {
        Reserve(count);
        var room = bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }

    public void Add(byte value) => Add(1)[0] = value;

    public void AddInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Add(sizeof(int)), value);

    /// <summary>Seven bits per byte, the lowest first.</summary>
    public void AddVarint(ulong value)
    {
        while (value >= 0x80)
        {
            Add((byte)(value | 0x80));
            value >>= 7;
        }

        Add((byte)value);
    }

    private void Reserve(int count)
    {
        if (bytes.Length - Length < count)
        {
            var wanted = Math.Max((long)Length + count, Math.Min(bytes.Length * 2L, Array.MaxLength));
            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Max(wanted, 256));
            Written.CopyTo(larger);
            bytes = larger;
        }
    }
}
