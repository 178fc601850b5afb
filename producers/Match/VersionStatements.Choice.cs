using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Chooses one of the possible versions.</summary>
internal sealed partial class VersionStatements
{
    /// <summary>
    /// The newest version that has every column of the file. If there is none, the newest version that ignores or rescues the
    /// unknown columns. So no column is lost that a version has.
    /// </summary>
    /// <param name="tries">Newest first; at least one.</param>
    /// <exception cref="FileRefusedException">None fits. The message describes the differences to the nearest version.</exception>
    public ColumnFit Choose(IReadOnlyList<VersionTry> tries)
    {
        var fits = tries.Select(t => t.Fit).OfType<ColumnFit>().ToList();
        return fits.Find(f => f.Fits && f.Unknown.Count == 0)
            ?? fits.Find(f => f.Fits)
            ?? throw Refusal(tries, fits);
    }

    private FileRefusedException Refusal(IReadOnlyList<VersionTry> tries, List<ColumnFit> fits)
    {
        if (fits.Count == 0)
        {
            var problem = tries[0].Problem!;
            return new FileRefusedException(problem.Rule, problem.Message + Because(tries[0].Contract, tries), problem);
        }

        var nearest = fits.OrderBy(f => f.IsForeign).ThenBy(f => f.Differences).First();
        return new FileRefusedException("header", nearest.Describe() + Because(nearest.Contract, tries));
    }

    /// <summary>Why the file was compared with this version.</summary>
    private string Because(DataContract contract, IReadOnlyList<VersionTry> tries)
    {
        var why = new List<string>();
        if (!IsEmpty)
        {
            why.Add($"because {Words}");
        }

        if (tries.Count > 1)
        {
            why.Add($"the nearest of {string.Join(", ", tries.Select(t => t.Contract.Version))}");
        }

        return why.Count == 0 ? "" : $". It was compared with {contract.Version}, {string.Join(", ", why)}";
    }
}
