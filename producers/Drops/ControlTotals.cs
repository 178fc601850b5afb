using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>What a producer says that its file holds, in the sidecar: the file lands when all of it holds.</summary>
/// <param name="Rows">Rows in the file; null when nothing is said.</param>
/// <param name="Sha256">Of the file as it was dropped; null when nothing is said.</param>
/// <param name="Sums">Sums of columns, as decimal text.</param>
internal sealed record ControlTotals(long? Rows, string? Sha256, IReadOnlyDictionary<string, string> Sums)
{
    public bool IsEmpty => Rows is null && Sha256 is null && Sums.Count == 0;

    /// <exception cref="FileRefusedException">The bytes are others.</exception>
    public void Check(ContentHash found)
    {
        if (Sha256 is { } expected && !expected.Equals(found.Value, StringComparison.OrdinalIgnoreCase))
        {
            throw new FileRefusedException(
                "sha256", $"The file has the SHA-256 {found.Value}, but its sidecar says {expected.ToLowerInvariant()}. Expected the file that the sidecar was written for");
        }
    }
}
