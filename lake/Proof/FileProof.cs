using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>Compares a file with the size and the hash that were recorded when it was written.</summary>
internal static class FileProof
{
    /// <summary>The difference, as the end of a sentence that begins with the file's name; null if there is none.</summary>
    /// <param name="bytes">The recorded size; null if there is none.</param>
    /// <param name="hash">The recorded hash; null if there is none, or if only sizes are compared.</param>
    public static async Task<string?> DifferenceAsync(string file, long? bytes, ContentHash? hash, CancellationToken cancellationToken)
    {
        try
        {
            var found = new FileInfo(file);
            if (!found.Exists)
            {
                return "it is missing";
            }

            if (bytes is { } expected && found.Length != expected)
            {
                return string.Create(CultureInfo.InvariantCulture, $"it has {CountText.Of(found.Length, "byte")}, expected {expected:N0}");
            }

            return hash is { } noted && await FileHash.OfAsync(file, cancellationToken) is var now && now != noted
                ? $"its bytes have changed since it was written: their SHA-256 is {now}, expected {noted}"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read ({e.Message.TrimEnd('.')})";
        }
    }

    /// <summary>Checks several items at once, in no order.</summary>
    public static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> look, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (item, stop) => await look(item, stop));
}
