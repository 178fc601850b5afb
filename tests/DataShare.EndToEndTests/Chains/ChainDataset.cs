namespace DataShare.EndToEndTests;

/// <summary>How the commits of a dataset change its rows.</summary>
public enum ChainMode
{
    Append,
    Merge,
    Snapshot,

    /// <summary>A snapshot without a key.</summary>
    Board,
}

/// <summary>A row of a dropped file.</summary>
public sealed record ChainRow(long Id, string Word, bool IsDeleted = false);

/// <summary>A change of a row by a commit.</summary>
/// <param name="Place">The number of the dataset's commits before it, of all majors.</param>
/// <param name="Version">The number of commits before it in the table of its own major.</param>
public sealed record ChainChange(int Place, int Major, long Version, ChainRow Row)
{
    /// <summary>The row as a reader of a major sees it.</summary>
    public string SeenBy(int major) => Row.IsDeleted
        ? FormattableString.Invariant($"delete {Row.Id} @{Version}")
        : FormattableString.Invariant($"upsert {Row.Id} '{Row.Word}{Mark(major)}' v{Major}@{Version}");

    /// <summary>What the mapping from the row's major to another adds to its word.</summary>
    private string Mark(int major) => major > Major ? ChainContracts.Up : major < Major ? ChainContracts.Down : "";
}

/// <summary>What the documented rules make of a dataset's commits, computed from the dropped rows alone.</summary>
public sealed class ChainDataset(string name, ChainMode mode)
{
    private readonly List<ChainChange> changes = [];
    private readonly Dictionary<long, ChainChange> lastOfKey = [];
    private readonly Dictionary<int, long> versions = [];

    public string Name => name;

    public ChainMode Mode => mode;

    /// <summary>The published majors.</summary>
    public int Majors { get; set; } = 1;

    /// <summary>The number of commits, of all majors.</summary>
    public int Commits { get; private set; }

    /// <summary>The number of commits of a major.</summary>
    public long CommitsOf(int major) => versions.GetValueOrDefault(major);

    /// <summary>All changes since the first so many commits, also those that later ones have replaced.</summary>
    public IEnumerable<ChainChange> EverAfter(int commits) => changes.Where(c => c.Place >= commits);

    /// <summary>The changes since the first so many commits that no later one has replaced.</summary>
    public IEnumerable<ChainChange> LastAfter(int commits) => EverAfter(commits).Where(c => mode switch
    {
        ChainMode.Append => true,
        ChainMode.Board => c.Place == Commits - 1,
        _ => lastOfKey[c.Row.Id] == c,
    });

    public void Commit(int major, IReadOnlyList<ChainRow> rows)
    {
        var (place, version) = (Commits++, CommitsOf(major));
        versions[major] = version + 1;
        if (mode is ChainMode.Append or ChainMode.Board)
        {
            changes.AddRange(rows.Select(r => new ChainChange(place, major, version, r)));
            return;
        }

        // Of a key that a file has several times, the last row counts.
        foreach (var row in rows.GroupBy(r => r.Id).Select(g => g.Last()))
        {
            var last = lastOfKey.GetValueOrDefault(row.Id);
            if (last?.Major != major || last.Row != row)
            {
                Change(new ChainChange(place, major, version, row));
            }
        }

        if (mode is ChainMode.Snapshot)
        {
            foreach (var gone in lastOfKey.Values.Where(l => !l.Row.IsDeleted && rows.All(r => r.Id != l.Row.Id)).ToList())
            {
                Change(new ChainChange(place, major, version, gone.Row with { IsDeleted = true }));
            }
        }
    }

    private void Change(ChainChange change)
    {
        changes.Add(change);
        lastOfKey[change.Row.Id] = change;
    }
}
