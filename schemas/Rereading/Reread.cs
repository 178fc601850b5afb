namespace DataShare.Schemas;

/// <summary>
/// Bytes of a file that mean one thing under a version, and another under a later version that would take the file.
/// </summary>
/// <param name="Path">The cause, such as <c>csv.dateFormats</c>, <c>columns.amount.aliases</c>, <c>columns.amount</c>.</param>
/// <param name="Text">The bytes and both meanings, as a sentence without its end.</param>
internal sealed record Reread(string Path, string Text, RereadKind Kind = RereadKind.Otherwise);

internal enum RereadKind
{
    /// <summary>The bytes get another meaning.</summary>
    Otherwise,

    /// <summary>The bytes may keep their meaning: a column was removed and another one got its name.</summary>
    Doubtful,

    /// <summary>The file comes under the later version, which refuses the row.</summary>
    Refused,
}

/// <summary>
/// Finds values that files for one version may have and that mean something else under another. The values are examples, because
/// contracts do not show the actual files.
/// </summary>
internal static class RereadFiles
{
    /// <summary>Each path once. Empty if files must state <paramref name="to"/>, or do not fit it.</summary>
    /// <param name="between">The newest versions of the majors between the two, through which rows are mapped; ascending.</param>
    public static IReadOnlyList<Reread> Of(DataContract from, DataContract to, IReadOnlyList<DataContract>? between = null)
    {
        var isOneMajor = from.Version.Major == to.Version.Major;
        if ((to.Inbox.Arrival.IsStated && !(isOneMajor && from.Inbox.Arrival.IsStated))
            || (from.Inbox.Arrival.IsStated && !isOneMajor)
            || !RereadNames.MayTake(from, to))
        {
            return [];
        }

        var names = new RereadNames(from, to);
        IEnumerable<Reread> found = from.Inbox.Format is FileFormat.Parquet || to.Inbox.Format is FileFormat.Parquet
            ? []
            : [.. RereadLines.Of(names), .. RereadValues.Of(names)];
        return [.. names.Moved().Concat(found).Concat(RereadMapping.Of(names, between ?? [])).OrderBy(r => r.Kind).DistinctBy(r => r.Path)];
    }

    /// <summary>
    /// The same for all files that come under another version now and would come under the candidate. A version is left out
    /// if a later one already takes its files.
    /// </summary>
    /// <param name="earlier">All published versions of the dataset.</param>
    /// <param name="sameMajor">True: versions of the candidate's major. False: versions of the majors below.</param>
    public static IEnumerable<(DataContract Against, Reread Reread)> Of(DataContract candidate, IReadOnlyList<DataContract> earlier, bool sameMajor)
    {
        var takers = earlier.Where(e => e.TakesFiles && e.Version < candidate.Version && (!sameMajor || e.Version.Major == candidate.Version.Major)).ToList();
        var majors = earlier.Where(e => e.TakesFiles || e.Status is "retired").GroupBy(e => e.Version.Major).Select(m => m.MaxBy(e => e.Version)!).ToList();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var from in takers.Where(e => sameMajor == (e.Version.Major == candidate.Version.Major)).OrderByDescending(e => e.Version))
        {
            if (takers.Exists(t => t.Version > from.Version && !t.Inbox.Arrival.IsStated && RereadNames.MayTake(from, t)))
            {
                continue;
            }

            var between = majors.Where(m => m.Version.Major > from.Version.Major && m.Version.Major < candidate.Version.Major).OrderBy(m => m.Version).ToList();
            foreach (var reread in Of(from, candidate, between).Where(r => told.Add(r.Path)))
            {
                yield return (from, reread);
            }
        }
    }
}
