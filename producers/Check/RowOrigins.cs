using System.Buffers.Binary;

namespace DataShare.Producers;

/// <summary>
/// Reads, for each record of a file of mended rows, its row and line in the original file. The gate that reads the rows
/// disposes it. For one reading.
/// </summary>
internal sealed class RowOrigins(string path) : IDisposable
{
    /// <summary>Its name next to the rows, in a claim's folder.</summary>
    public const string FileName = ".rows";

    /// <summary>A row and its line, as numbers of eight bytes; the line is -1 if the row had none.</summary>
    private const int EntryBytes = 16;

    private readonly FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 14);

    public static void Write(Stream target, RowPlace place)
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteInt64LittleEndian(entry, place.Row);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], place.Line ?? -1);
        target.Write(entry);
    }

    /// <exception cref="FileRefusedException">The file has more records than mended rows.</exception>
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

    /// <exception cref="FileRefusedException">The file has fewer records than mended rows.</exception>
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
