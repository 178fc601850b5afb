using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>A row as a major shows it.</summary>
/// <param name="Major">The major whose commit changed it last.</param>
/// <param name="LakeVersion">The version of that commit in its own table.</param>
internal sealed record MajorRow(string Key, string? Value, int Major, long LakeVersion);

/// <summary>
/// The documented rows of each major after commits under several majors, computed from the commits alone, without tables, SQL
/// and engines.
/// </summary>
internal sealed class MajorModel(WriteMode mode, bool isKeyed)
{
    private readonly List<MajorCommit> commits = [];

    /// <summary>The newest version of each major, in order.</summary>
    public IReadOnlyList<PlannedVersion> Majors { get; private set; } = [];

    /// <summary>The loaded commits, in the order in which they were committed.</summary>
    public IReadOnlyList<MajorCommit> Commits => commits;

    public void Publish(PlannedVersion version) =>
        Majors = [.. Majors.Where(m => m.Major != version.Major).Append(version).OrderBy(m => m.Major)];

    public MajorCommit Load(int major, IReadOnlyList<KeyRow> rows)
    {
        commits.Add(new MajorCommit(commits.Count, major, Newest(major) + 1, rows));
        return commits[^1];
    }

    /// <summary>The newest loaded version of a major's table; -1 if there is none.</summary>
    public long Newest(int major) => commits.LastOrDefault(c => c.Major == major)?.LakeVersion ?? -1;

    /// <summary>The majors whose rows a major shows, itself included.</summary>
    public IReadOnlyList<int> ShownBy(int major) => [.. Majors.Select(m => m.Major).Where(m => Way(m, major) is not null)];

    public IReadOnlyList<MajorRow> View(int major) => [.. Events(major).Where(e => !e.IsDeleted).Select(e => e.Row)];

    /// <summary>
    /// The last change of each row that a major shows. A snapshot without a key leaves nothing of the rows that it replaces.
    /// </summary>
    public IReadOnlyList<(MajorRow Row, bool IsDeleted)> Events(int major)
    {
        var shown = commits.Where(c => Way(c.Major, major) is not null).ToList();
        return mode switch
        {
            WriteMode.Append => [.. shown.SelectMany(c => c.Rows, (c, r) => (Row(r, c, major, c), false))],
            WriteMode.Merge => [.. shown.SelectMany(c => c.Rows).Select(r => r.Key).Distinct().Select(k => Merged(k, major))],
            _ when shown.Count == 0 => [],
            _ => [.. shown[^1].Rows.Select(r => (Row(r, shown[^1], major, isKeyed ? Since(r, shown) : shown[^1]), false)), .. isKeyed ? Vanished(shown) : []],
        };
    }

    /// <summary>The last row for the key, from any major whose rows this one shows.</summary>
    private (MajorRow Row, bool IsDeleted) Merged(string key, int major)
    {
        var (commit, row) = Of(key).Last(e => Way(e.Commit.Major, major) is not null);
        return (Row(row, commit, major, Changed(key, commit)), row.Deletes);
    }

    /// <summary>A commit that repeats the previous row of a key under the same major changes nothing.</summary>
    private MajorCommit Changed(string key, MajorCommit commit)
    {
        var at = Of(key).Single(e => e.Commit == commit);
        var before = Of(key).LastOrDefault(e => e.Commit.Before < commit.Before && AreSeenTogether(e.Commit.Major, commit.Major));
        return before.Row is not null && before.Commit.Major == commit.Major && before.Row == at.Row ? Changed(key, before.Commit) : commit;
    }

    private IEnumerable<(MajorCommit Commit, KeyRow Row)> Of(string key) => commits
        .Select(c => (Commit: c, Row: c.Rows.LastOrDefault(r => r.Key == key)))
        .Where(e => e.Row is not null)
        .Select(e => (e.Commit, e.Row!));

    /// <summary>The commit since which each snapshot has had the row, all under one major.</summary>
    private static MajorCommit Since(KeyRow row, List<MajorCommit> shown) =>
        shown.AsEnumerable().Reverse().TakeWhile(c => c.Major == shown[^1].Major && c.Rows.Contains(row)).Last();

    /// <summary>The keys of earlier snapshots that the last one lacks, each with the first snapshot that lacked it.</summary>
    private static IEnumerable<(MajorRow Row, bool IsDeleted)> Vanished(List<MajorCommit> shown) =>
        from key in shown.SelectMany(c => c.Rows).Select(r => r.Key).Distinct()
        where !Has(shown[^1], key)
        let first = shown.AsEnumerable().Reverse().TakeWhile(c => !Has(c, key)).Last()
        select (new MajorRow(key, null, first.Major, first.LakeVersion), true);

    private static bool Has(MajorCommit snapshot, string key) => snapshot.Rows.Any(r => r.Key == key);

    private bool AreSeenTogether(int one, int other) => Majors.Any(m => Way(one, m.Major) is not null && Way(other, m.Major) is not null);

    /// <param name="from">The commit with the row.</param>
    /// <param name="to">The major that shows it.</param>
    /// <param name="since">The commit that changed it last.</param>
    private MajorRow Row(KeyRow row, MajorCommit from, int to, MajorCommit since) =>
        new(row.Key, row.Value is { } value ? value + Way(from.Major, to) : null, since.Major, since.LakeVersion);

    /// <summary>
    /// The suffix that a value gets on its way through the majors; null if rows are not mapped. Two majors share one snapshot if rows
    /// are mapped in both directions; otherwise each has its own.
    /// </summary>
    private string? Way(int from, int to) => mode is WriteMode.Snapshot && OneWay(to, from) is null ? null : OneWay(from, to);

    private string? OneWay(int from, int to)
    {
        var way = "";
        for (var at = from; at != to && way is not null; at += Math.Sign(to - from))
        {
            var step = to > from ? Majors.Single(m => m.Major == at + 1).Up : Majors.Single(m => m.Major == at).Down;
            way = step is null ? null : way + step;
        }

        return way;
    }
}

/// <summary>A loaded commit.</summary>
/// <param name="Before">The number of the dataset's commits before it, of all majors.</param>
/// <param name="LakeVersion">The number of commits before it in its own table.</param>
internal sealed record MajorCommit(int Before, int Major, long LakeVersion, IReadOnlyList<KeyRow> Rows);
