using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// A file for what has no room in memory, made when it is first needed, in pieces of one size that are used again. It is gone
/// when it is closed, however its process ends.
/// </summary>
/// <param name="folder">Where it is made.</param>
internal sealed class SpillFile(string folder) : IDisposable
{
    public const int PieceBytes = 256 << 10;

    private readonly Stack<int> free = [];
    private SafeFileHandle? file;
    private int pieces;

    /// <summary>A piece that nobody uses.</summary>
    /// <exception cref="InvalidDataException">More is in use than may be.</exception>
    public int Take()
    {
        if (free.TryPop(out var piece))
        {
            return piece;
        }

        return pieces < ParquetLimits.SpilledBytes / PieceBytes
            ? pieces++
            : throw ParquetDamage.NotRead(FormattableString.Invariant(
                $"one of its row groups needs more than {ParquetLimits.SpilledBytes >> 30} GiB on disk. Expected smaller row groups"));
    }

    /// <summary>What is in the piece is no longer needed.</summary>
    public void Give(int piece) => free.Push(piece);

    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(int piece, int at, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file ??= Make(), bytes, Place(piece, at));

    /// <summary>Reads what was written there.</summary>
    public void Read(int piece, int at, Span<byte> target)
    {
        for (var read = 0; read < target.Length;)
        {
            var more = RandomAccess.Read(file!, target[read..], Place(piece, at + read));
            read += more > 0 ? more : throw new IOException($"The temporary file in '{folder}' is shorter than the data that was written to it.");
        }
    }

    public void Dispose() => file?.Dispose();

    private SafeFileHandle Make()
    {
        var path = Path.Combine(folder, $".spill-{Path.GetRandomFileName()}");
        var made = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // Without a name it ends with its last handle; with one, a killed process would leave it behind.
            File.Delete(path);
        }

        return made;
    }

    private static long Place(int piece, int at) => ((long)piece * PieceBytes) + at;
}
