namespace DataShare.Producers;

/// <summary>The checksum of a zip archive's members (ISO 3309), which .NET reads but does not compare.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Remainder((uint)i))];

    private uint inverted;

    public readonly uint Value => inverted;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var value = ~inverted;
        foreach (var b in bytes)
        {
            value = Table[(byte)(value ^ b)] ^ (value >> 8);
        }

        inverted = ~value;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        }

        return value;
    }
}
