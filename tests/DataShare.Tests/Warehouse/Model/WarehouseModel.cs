using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>A row that the gate accepted.</summary>
/// <param name="Values">By column, as the warehouse has them; one that the file did not have is not here.</param>
internal sealed record ArrivedRow(string LoadId, long SourceRow, string Version, IReadOnlyDictionary<string, string?> Values);

/// <summary>A commit of the lake.</summary>
/// <param name="LoadIds">With the contract version of each, in their order.</param>
/// <param name="RejectedKeys">Of the rows that were not accepted; null for one that cannot be read.</param>
internal sealed record ArrivedCommit(
    long LakeVersion, IReadOnlyList<(string LoadId, string Version)> LoadIds, IReadOnlyList<ArrivedRow> Rows, IReadOnlyList<string?> RejectedKeys);

/// <summary>A row of the dataset's table, a tombstone included.</summary>
/// <param name="IsStale">Whether it is of before, since the row of its key in the current snapshot was rejected.</param>
internal sealed record ModelRow(
    IReadOnlyDictionary<string, string?> Values, string LoadId, long? SourceRow, long Sequence, string Version, bool IsDeleted, bool IsStale = false)
{
    public string? Value(ContractColumn column) => Values.GetValueOrDefault(column.Name);

    /// <summary>Where a row came without the column, what the column began with.</summary>
    public string? Shown(ContractColumn column) => Value(column) ?? Initial(column, Version);

    public static string? Initial(ContractColumn column, string version) =>
        column.Birth is { Default: { } text } birth && birth.Before.Contains(version) ? ExactText.Loaded(MarkerText.Value(text, column.Type), column.Type) : null;
}

/// <summary>A row of the ledger.</summary>
internal sealed record ModelLoad(
    long LakeVersion, long Sequence, long Inserted, long Updated, long Deleted, IReadOnlyList<string> LoadIds, string Contract);

/// <summary>
/// What the documentation says of a dataset's table and ledger, computed row by row. It knows nothing of SQL or of engines.
/// </summary>
/// <param name="sequence">The newest one before the dataset's first load.</param>
internal sealed class WarehouseModel(long sequence)
{
    private readonly List<ModelLoad> loads = [];

    public List<ModelRow> Rows { get; private set; } = [];

    public IReadOnlyList<ModelLoad> Loads => loads;

    /// <summary>The contract that table and views follow; null before the first load.</summary>
    public DataContract? Shape { get; private set; }

    public long Sequence { get; private set; } = sequence;

    /// <summary>The newest sequence of the dataset; 0 before its first load.</summary>
    public long NewestLoaded => loads.Count == 0 ? 0 : loads[^1].Sequence;

    /// <summary>Loads commits under the newest contract that is known.</summary>
    public void Load(IEnumerable<ArrivedCommit> commits, DataContract newest)
    {
        foreach (var commit in commits)
        {
            Sequence++;
            var (inserted, updated, deleted) = newest.Write.Mode switch
            {
                WriteMode.Append => Append(commit),
                WriteMode.Snapshot when newest.PrimaryKey.Count == 0 => Replace(commit),
                _ => Merge(commit, newest),
            };
            loads.Add(new ModelLoad(
                commit.LakeVersion, Sequence, inserted, updated, deleted, [.. commit.LoadIds.Select(l => l.LoadId)], newest.Version.ToString()));
            Shape = newest;
        }

        // What was published meanwhile is followed though nothing came.
        Shape = Shape is null ? null : newest;
    }

    /// <summary>Keys are of types of which only equal texts are equal values.</summary>
    public static string Key(ModelRow row, DataContract contract) => Key(row.Values, contract);

    /// <summary>A mark at the end of each, which no value has.</summary>
    public static string Key(IReadOnlyDictionary<string, string?> values, DataContract contract) =>
        string.Concat(contract.PrimaryKey.Select(k => values[k.Name] + "\0"));

    private (long Inserted, long Updated, long Deleted) Append(ArrivedCommit commit)
    {
        Rows.AddRange(commit.Rows.Select(r => Stored(r, isDeleted: false)));
        return (commit.Rows.Count, 0, 0);
    }

    private (long Inserted, long Updated, long Deleted) Replace(ArrivedCommit commit)
    {
        var gone = Rows.Count;
        Rows.Clear();
        return Append(commit) with { Item3 = gone };
    }

    private (long Inserted, long Updated, long Deleted) Merge(ArrivedCommit commit, DataContract contract)
    {
        var (inserted, updated, deleted) = (0, 0, 0);
        var table = Rows.ToDictionary(r => Key(r, contract), StringComparer.Ordinal);
        var last = new Dictionary<string, ArrivedRow>(StringComparer.Ordinal);
        foreach (var row in commit.Rows.OrderBy(r => r.LoadId, StringComparer.Ordinal).ThenBy(r => r.SourceRow))
        {
            last[Key(row.Values, contract)] = row;
        }

        foreach (var (key, row) in last)
        {
            var before = table.GetValueOrDefault(key);
            var isThere = before is { IsDeleted: false };
            if (IsMarked(row, contract))
            {
                if (before is not { IsDeleted: true })
                {
                    deleted++;
                    table[key] = Stored(row, isDeleted: true);
                }
            }
            else if (!isThere || Differs(before!, row, contract))
            {
                (inserted, updated) = isThere ? (inserted, updated + 1) : (inserted + 1, updated);
                table[key] = Stored(row, isDeleted: false);
            }
            else
            {
                table[key] = before! with { IsStale = false };
            }
        }

        if (contract.Write.Mode is WriteMode.Snapshot)
        {
            var (loadId, version) = commit.LoadIds.MaxBy(l => l.LoadId, StringComparer.Ordinal);
            foreach (var (key, row) in table.Where(t => !t.Value.IsDeleted && !last.ContainsKey(t.Key)).ToList())
            {
                // What is rejected has not vanished; without its key it may be any of them.
                if (commit.RejectedKeys.Contains(key) || commit.RejectedKeys.Contains(null))
                {
                    table[key] = row with { IsStale = true };
                    continue;
                }

                deleted++;
                table[key] = row with { IsDeleted = true, IsStale = false, LoadId = loadId, SourceRow = null, Sequence = Sequence, Version = version };
            }
        }

        Rows = [.. table.Values];
        return (inserted, updated, deleted);
    }

    private ModelRow Stored(ArrivedRow row, bool isDeleted) =>
        new(row.Values, row.LoadId, row.SourceRow, Sequence, row.Version, isDeleted);

    private static bool Differs(ModelRow before, ArrivedRow row, DataContract contract) => contract.Columns
        .Where(c => c.PrimaryKeyPosition is null)
        .Any(c => before.Value(c) != row.Values.GetValueOrDefault(c.Name)
            || (before.Value(c) is null && ModelRow.Initial(c, before.Version) != ModelRow.Initial(c, row.Version)));

    private static bool IsMarked(ArrivedRow row, DataContract contract)
    {
        if (contract.Write.DeleteMarker is not { } marker)
        {
            return false;
        }

        var type = contract.Columns.Single(c => c.Name == marker.Column).Type;
        return row.Values.GetValueOrDefault(marker.Column) is { } value && value == MarkerText.Value(marker.Value, type);
    }
}
