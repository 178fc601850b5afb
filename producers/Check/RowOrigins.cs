using System.Buffers.Binary;

namespace DataShare.Producers;

/// <summary>
/// Where each record of a file of mended rows was in the file it came from, one after the other. Disposed with the gate
/// that reads the rows. For one reading.
/// </summary>
internal sealed class RowOrigins(string path) : IDisposable
{
    /// <summary>What it is called beside the rows, in a claim's folder.</summary>
    public const string FileName = ".rows";

    /// <summary>A row and its line, as numbers of eight bytes; -1: it had no line.</summary>
    private const int EntryBytes = 16;

    private readonly FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 14);

    public static void Write(Stream target, RowPlace place)
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteInt64LittleEndian(entry, place.Row);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], place.Line ?? -1);
        target.Write(entry);
    }

    /// <exception cref="FileRefusedException">There are more records than rows were mended.</exception>
    public RowPlace Next()
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        if (file.ReadAtLeast(entry, EntryBytes, throwOnEndOfStream: false) < EntryBytes)
        {
            throw Miscounted("more");
        }

        var line = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
        return new RowPlace(BinaryPrimitives.ReadInt64LittleEndian(entry), line < 0 ? null : line);
    }

    /// <exception cref="FileRefusedException">There were fewer records than rows were mended.</exception>
    public void ConfirmAll()
    {
        if (file.Position < file.Length)
        {
            throw Miscounted("fewer");
        }
    }

    public void Dispose() => file.Dispose();

    private static FileRefusedException Miscounted(string how) => new(
        "mended", $"The corrected rows give {how} records together than one by one: one of them may have an unclosed quote. Expected each row as one record");
}
