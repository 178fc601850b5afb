using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// A temporary file for spilled rows. It is created when it is first needed, has pieces of one size that are reused, and
/// vanishes when it is closed, even if the process is killed.
/// </summary>
/// <param name="folder">The folder in which it is created.</param>
internal sealed class SpillFile(string folder) : IDisposable
{
    public const int PieceBytes = 256 << 10;

    private readonly Stack<int> free = [];
    private SafeFileHandle? file;
    private int pieces;

    /// <summary>Returns a free piece.</summary>
    /// <exception cref="InvalidDataException">More than the limit is in use.</exception>
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

    /// <summary>Frees a piece.</summary>
    public void Give(int piece) => free.Push(piece);

    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(int piece, int at, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file ??= Make(), bytes, Place(piece, at));

    /// <summary>Reads bytes that were written there.</summary>
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
            // Without a name, the file vanishes with its last handle. With a name, a killed process would leave it behind.
            File.Delete(path);
        }

        return made;
    }

    private static long Place(int piece, int at) => ((long)piece * PieceBytes) + at;
}
