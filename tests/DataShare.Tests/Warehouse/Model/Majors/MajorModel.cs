using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>A row as a major shows it.</summary>
/// <param name="Sequence">The sequence of the commit that changed it last.</param>
internal sealed record MajorRow(string Key, string? Value, long Sequence);

/// <summary>
/// The documented rows of each major after commits under several majors, computed from the commits alone, without tables, SQL
/// and engines.
/// </summary>
internal sealed class MajorModel(WriteMode mode, bool isKeyed)
{
    private readonly List<(long Sequence, int Major, IReadOnlyList<KeyRow> Rows)> commits = [];

    /// <summary>The newest version of each major, in order.</summary>
    public IReadOnlyList<PlannedVersion> Majors { get; private set; } = [];

    public void Publish(PlannedVersion version) =>
        Majors = [.. Majors.Where(m => m.Major != version.Major).Append(version).OrderBy(m => m.Major)];

    public void Load(long sequence, int major, IReadOnlyList<KeyRow> rows) => commits.Add((sequence, major, rows));

    public IReadOnlyList<MajorRow> View(int major)
    {
        var shown = commits.Where(c => Way(c.Major, major) is not null).ToList();
        return mode switch
        {
            WriteMode.Append => [.. shown.SelectMany(c => c.Rows, (c, r) => Row(r, c.Major, major, c.Sequence))],
            WriteMode.Merge => [.. shown.SelectMany(c => c.Rows).Select(r => r.Key).Distinct().Select(k => Merged(k, major)).OfType<MajorRow>()],
            _ when shown.Count == 0 => [],
            _ => [.. shown[^1].Rows.Select(r => Row(r, shown[^1].Major, major, isKeyed ? Since(r, shown) : shown[^1].Sequence))],
        };
    }

    /// <summary>The last row for the key, from any major whose rows this one shows.</summary>
    private MajorRow? Merged(string key, int major)
    {
        var (sequence, from, row) = Of(key).Last(e => Way(e.Major, major) is not null);
        return row.Deletes ? null : Row(row, from, major, Changed(key, sequence));
    }

    /// <summary>A commit that repeats the previous row of a key under the same major changes nothing.</summary>
    private long Changed(string key, long sequence)
    {
        var at = Of(key).Single(e => e.Sequence == sequence);
        var before = Of(key).LastOrDefault(e => e.Sequence < sequence && AreSeenTogether(e.Major, at.Major));
        return before.Row is not null && before.Major == at.Major && before.Row == at.Row ? Changed(key, before.Sequence) : sequence;
    }

    private IEnumerable<(long Sequence, int Major, KeyRow Row)> Of(string key) => commits
        .Select(c => (c.Sequence, c.Major, Row: c.Rows.LastOrDefault(r => r.Key == key)))
        .Where(e => e.Row is not null)
        .Select(e => (e.Sequence, e.Major, e.Row!));

    /// <summary>The sequence since which each snapshot has had the row, all under one major.</summary>
    private static long Since(KeyRow row, List<(long Sequence, int Major, IReadOnlyList<KeyRow> Rows)> shown) =>
        shown.AsEnumerable().Reverse().TakeWhile(c => c.Major == shown[^1].Major && c.Rows.Contains(row)).Last().Sequence;

    private bool AreSeenTogether(int one, int other) => Majors.Any(m => Way(one, m.Major) is not null && Way(other, m.Major) is not null);

    private MajorRow Row(KeyRow row, int from, int to, long sequence) => new(row.Key, row.Value is { } value ? value + Way(from, to) : null, sequence);

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
