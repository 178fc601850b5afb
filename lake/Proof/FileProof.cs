using System.Globalization;

namespace DataShare.Lake;

/// <summary>Compares a file with what was noted of it when it was written.</summary>
internal static class FileProof
{
    /// <summary>How it differs, as a sentence goes on behind the file's name; null when it does not.</summary>
    /// <param name="bytes">Null when nobody noted how many.</param>
    /// <param name="hash">Null when nobody noted it, or when sizes alone are compared.</param>
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
                return string.Create(CultureInfo.InvariantCulture, $"it has {found.Length} bytes, expected {expected}");
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

    /// <summary>Looks at many at once, in no order.</summary>
    public static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> look, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (item, stop) => await look(item, stop));
}
