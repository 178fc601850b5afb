using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What came of holding a file against one version: how its columns fit, or why they cannot even be read so.</summary>
internal sealed record VersionTry(DataContract Contract, ColumnFit? Fit, FileRefusedException? Problem);

/// <summary>Which of the versions a file is taken under.</summary>
internal static class VersionChoice
{
    /// <summary>
    /// The newest version that knows every column of the file, else the newest that leaves out or keeps the others: no
    /// column is lost that a version has a place for.
    /// </summary>
    /// <param name="tries">Newest first; at least one.</param>
    /// <exception cref="FileRefusedException">None fits; the difference to the nearest is told, and why that one.</exception>
    public static ColumnFit Of(IReadOnlyList<VersionTry> tries, VersionStatements stated)
    {
        var fits = tries.Select(t => t.Fit).OfType<ColumnFit>().ToList();
        return fits.Find(f => f.Fits && f.Unknown.Count == 0)
            ?? fits.Find(f => f.Fits)
            ?? throw Refusal(tries, fits, stated);
    }

    private static FileRefusedException Refusal(
        IReadOnlyList<VersionTry> tries, List<ColumnFit> fits, VersionStatements stated)
    {
        if (fits.Count == 0)
        {
            var problem = tries[0].Problem!;
            return new FileRefusedException(problem.Rule, problem.Message + Because(tries[0].Contract, tries, stated), problem);
        }

        var nearest = fits.OrderBy(f => f.IsForeign).ThenBy(f => f.Differences).First();
        return new FileRefusedException("header", nearest.Describe() + Because(nearest.Contract, tries, stated));
    }

    /// <summary>Why the file was held against this version.</summary>
    private static string Because(DataContract contract, IReadOnlyList<VersionTry> tries, VersionStatements stated)
    {
        var why = new List<string>();
        if (!stated.IsEmpty)
        {
            why.Add($"because {stated.Words}");
        }

        if (tries.Count > 1)
        {
            why.Add($"as the nearest of {string.Join(", ", tries.Select(t => t.Contract.Version))}");
        }

        return why.Count == 0 ? "" : $". It was compared with {contract.Version} {string.Join(", ", why)}";
    }
}
