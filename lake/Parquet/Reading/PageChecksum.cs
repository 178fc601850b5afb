using System.Buffers.Binary;

namespace DataShare.Lake;

/// <summary>The checksum that some writers give a page: CRC-32 as gzip has it, eight bytes at a step.</summary>
internal static class PageChecksum
{
    private const uint Polynomial = 0xEDB8_8320;
    private const int Step = sizeof(ulong);

    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= Step; bytes = bytes[Step..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = 0;
            for (var i = 0; i < Step; i++)
            {
                crc ^= Table[((Step - 1 - i) * 256) + (byte)(word >> (8 * i))];
            }
        }

        foreach (var b in bytes)
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    /// <summary>For each byte what it makes of a checksum when none to seven bytes follow it.</summary>
    private static uint[] MakeTable()
    {
        var table = new uint[Step * 256];
        for (var i = 0U; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : Polynomial ^ (crc >> 1);
            }

            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++)
        {
            table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        }

        return table;
    }
}
