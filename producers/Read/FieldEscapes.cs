namespace DataShare.Producers;

/// <summary>Removes the escapes from a value. Not thread-safe.</summary>
internal sealed class FieldEscapes(byte escape)
{
    private byte[] room = new byte[256];

    /// <summary>The value, valid until the next call. An escape character at the end stays.</summary>
    public ReadOnlySpan<byte> Undo(ReadOnlySpan<byte> field)
    {
        if (!field.Contains(escape))
        {
            return field;
        }

        if (room.Length < field.Length)
        {
            room = new byte[Math.Max(field.Length, room.Length * 2)];
        }

        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            i += field[i] == escape && i + 1 < field.Length ? 1 : 0;
            room[length++] = field[i];
        }

        return room.AsSpan(0, length);
    }
}
