using System.Globalization;

namespace DataShare.Schemas;

/// <summary>
/// Rows that another major shows now but would not show under a new version. Rows are mapped between the newest versions of
/// each major, so a minor version without the mapping would take rows from readers who changed nothing.
/// </summary>
public static class LostRows
{
    /// <param name="earlier">The published versions, and new ones that can be published with the candidate.</param>
    public static IEnumerable<string> Of(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        if (Newest(earlier, candidate.Version.Major) is not { } before)
        {
            yield break;
        }

        foreach (var neighbour in Neighbours(candidate, earlier))
        {
            foreach (var lost in Lost(neighbour, neighbour, before, candidate, candidate).Concat(Lost(before, candidate, neighbour, neighbour, candidate)))
            {
                yield return lost;
            }
        }
    }

    private static IEnumerable<DataContract> Neighbours(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        var majors = earlier.Select(e => e.Version.Major).ToHashSet();
        IEnumerable<int?> next = [majors.Where(m => m < candidate.Version.Major).Max(m => (int?)m), majors.Where(m => m > candidate.Version.Major).Min(m => (int?)m)];
        return next.Select(m => m is { } major ? Newest(earlier, major) : null).OfType<DataContract>();
    }

    private static DataContract? Newest(IEnumerable<DataContract> versions, int major) =>
        versions.Where(v => v.Version.Major == major).MaxBy(v => v.Version);

    /// <summary>Checks whether rows are mapped from one to the other now, but not with the candidate.</summary>
    private static IEnumerable<string> Lost(DataContract fromNow, DataContract from, DataContract toNow, DataContract to, DataContract candidate)
    {
        if (RowMapping.Between(fromNow, toNow, out _) is not null && RowMapping.Between(from, to, out var problems) is null)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"with {candidate.Version}, {to.Version.Major}.x would no longer show the rows of {from.Version.Major}.x: {string.Join("; ", problems)}. Add a mapping like the one of {(fromNow == from ? toNow : fromNow).Version}");
        }
    }
}
