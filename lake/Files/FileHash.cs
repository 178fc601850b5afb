using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>Calculates the SHA-256 of a file's current bytes.</summary>
public static class FileHash
{
    private const int BufferBytes = 128 << 10;

    /// <summary>Runs on another thread. Can be called for many files at once.</summary>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static Task<ContentHash> OfAsync(string file, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var handle = File.OpenHandle(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            return Of(handle, cancellationToken);
        },
        cancellationToken);

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ContentHash Of(SafeFileHandle file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long at = 0;
            int read;
            while ((read = RandomAccess.Read(file, buffer, at)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                at += read;
            }

            return ContentHash.From(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
