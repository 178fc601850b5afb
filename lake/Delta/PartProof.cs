using System.Collections.Concurrent;

namespace DataShare.Lake;

/// <summary>Compares the bytes of parts with their hashes in the log, before their rows are read.</summary>
public static class PartProof
{
    private const string WhatToDo =
        "Restore the file from a backup of the lake. Until then its rows cannot be loaded again: do not rebuild the dataset, "
        + "because the warehouse still has the rows that it has loaded.";

    /// <summary>
    /// Parts without a hash, which an older version of DataShare or another program wrote, are compared by size.
    /// </summary>
    /// <exception cref="LakeCorruptException">A part has changed; the message names it.</exception>
    public static async Task ConfirmAsync(IEnumerable<LakePart> parts, CancellationToken cancellationToken)
    {
        if ((await FindAsync(parts, quick: false, cancellationToken)) is [var first, ..])
        {
            throw new LakeCorruptException(first.File, first.Found, first.WhatToDo);
        }
    }

    /// <param name="quick">Whether to compare only sizes.</param>
    /// <returns>A finding for each part that has changed since it was written, by path.</returns>
    internal static async Task<IReadOnlyList<LakeFinding>> FindAsync(
        IEnumerable<LakePart> parts, bool quick, CancellationToken cancellationToken)
    {
        var findings = new ConcurrentBag<LakeFinding>();
        await FileProof.ForEachAsync(
            parts,
            async (part, stop) =>
            {
                if (await FileProof.DifferenceAsync(part.Path, part.Bytes, quick ? null : part.Hash, stop) is { } found)
                {
                    findings.Add(new LakeFinding(part.Path, found, WhatToDo, Remedy.Backup));
                }
            },
            cancellationToken);
        return [.. findings.OrderBy(f => f.File, StringComparer.Ordinal)];
    }
}
