namespace DataShare.Schemas;

/// <summary>The newest version of each major version of a dataset.</summary>
/// <param name="Newest">Ascending, one for each major.</param>
public sealed record DatasetMajors(DatasetName Dataset, IReadOnlyList<DataContract> Newest)
{
    /// <summary>The versions that tables and views follow, such as <c>1.1.0, 2.0.0</c>.</summary>
    public string Versions => string.Join(", ", Newest.Select(c => c.Version));

    public DataContract? Find(int major) => Newest.FirstOrDefault(c => c.Version.Major == major);

    /// <summary>
    /// The other majors whose rows a major shows, each with its path of mappings. A snapshot replaces the previous one,
    /// even one of another major, so rows of snapshots are mapped in both directions or in none.
    /// </summary>
    public IReadOnlyList<MajorSource> SourcesOf(int major) =>
    [
        .. Newest
            .Where(c => c.Version.Major != major && (!AreSnapshots(c, Find(major)) || Path(major, c.Version.Major) is not null))
            .Select(c => Path(c.Version.Major, major) is { } path ? new MajorSource(c, path) : null)
            .OfType<MajorSource>(),
    ];

    /// <summary>Whether both write whole snapshots.</summary>
    internal static bool AreSnapshots(DataContract? one, DataContract? other) =>
        one is { Write.Mode: WriteMode.Snapshot } && other is { Write.Mode: WriteMode.Snapshot };

    private List<RowMapping>? Path(int from, int to)
    {
        var path = new List<RowMapping>();
        var (at, end) = (Place(from), Place(to));
        while (at != end)
        {
            var next = at < end ? at + 1 : at - 1;
            if (RowMapping.Between(Newest[at], Newest[next], out _) is not { } step)
            {
                return null;
            }

            path.Add(step);
            at = next;
        }

        return path;
    }

    private int Place(int major) => Newest.TakeWhile(c => c.Version.Major != major).Count();
}

/// <summary>Rows that another major stores.</summary>
/// <param name="Contract">The contract of the stored rows.</param>
/// <param name="Path">Steps to the major that shows them; at least one.</param>
public sealed record MajorSource(DataContract Contract, IReadOnlyList<RowMapping> Path);
