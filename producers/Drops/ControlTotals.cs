using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The totals of a file that its sidecar states. The file lands only if all of them are right.</summary>
/// <param name="Rows">The number of rows in the file; null if it is not stated.</param>
/// <param name="Sha256">The hash of the file as it was dropped; null if it is not stated.</param>
/// <param name="Sums">Sums of columns, as decimal text.</param>
internal sealed record ControlTotals(long? Rows, string? Sha256, IReadOnlyDictionary<string, string> Sums)
{
    public bool IsEmpty => Rows is null && Sha256 is null && Sums.Count == 0;

    /// <exception cref="FileRefusedException">The file has another hash.</exception>
    public void Check(ContentHash found)
    {
        if (Sha256 is { } expected && !expected.Equals(found.Value, StringComparison.OrdinalIgnoreCase))
        {
            throw new FileRefusedException(
                "sha256", $"The file has the SHA-256 {found.Value}, but its sidecar says {expected.ToLowerInvariant()}. Expected the file that the sidecar was written for");
        }
    }
}
