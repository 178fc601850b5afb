using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>A row that the gate accepted.</summary>
/// <param name="Values">Values by column, as in the warehouse, without columns that the file did not have.</param>
internal sealed record ArrivedRow(string LoadId, long SourceRow, string Version, IReadOnlyDictionary<string, string?> Values);

/// <summary>A commit of the lake.</summary>
/// <param name="LoadIds">The load ids, in order, each with its contract version.</param>
/// <param name="RejectedKeys">The keys of rejected rows; null for a key that cannot be read.</param>
internal sealed record ArrivedCommit(
    long LakeVersion, IReadOnlyList<(string LoadId, string Version)> LoadIds, IReadOnlyList<ArrivedRow> Rows, IReadOnlyList<string?> RejectedKeys);

/// <summary>A row of the dataset's table, or a tombstone.</summary>
/// <param name="LakeVersion">The version of the commit that changed it last.</param>
/// <param name="Before">The number of commits before that commit.</param>
/// <param name="Version">The contract version.</param>
/// <param name="IsStale">Whether it is an earlier row, kept because the current snapshot's row with its key was rejected.</param>
internal sealed record ModelRow(
    IReadOnlyDictionary<string, string?> Values, string LoadId, long? SourceRow, long LakeVersion, long Before, string Version, bool IsDeleted, bool IsStale = false)
{
    public string? Value(ContractColumn column) => Values.GetValueOrDefault(column.Name);

    /// <summary>The value that views show: for a row without the column, the column's initial default.</summary>
    public string? Shown(ContractColumn column) => Value(column) ?? Initial(column, Version);

    public static string? Initial(ContractColumn column, string version) =>
        column.Birth is { Default: { } text } birth && birth.Before.Contains(version) ? ExactText.Loaded(MarkerText.Value(text, column.Type), column.Type) : null;
}

/// <summary>A row of the ledger.</summary>
/// <param name="Before">The number of commits before it.</param>
internal sealed record ModelLoad(
    long LakeVersion, long Before, long Inserted, long Updated, long Deleted, IReadOnlyList<string> LoadIds, string Contract);

/// <summary>
/// The documented state of a dataset's table and ledger, computed row by row, without SQL and engines.
/// </summary>
internal sealed class WarehouseModel
{
    private readonly List<ModelLoad> loads = [];

    public List<ModelRow> Rows { get; private set; } = [];

    public IReadOnlyList<ModelLoad> Loads => loads;

    /// <summary>The contract that table and views follow; null before the first load.</summary>
    public DataContract? Shape { get; private set; }

    /// <summary>The newest loaded version; -1 before the first load.</summary>
    public long NewestLoaded => loads.Count == 0 ? -1 : loads[^1].LakeVersion;

    /// <summary>Loads commits under the newest published contract.</summary>
    public void Load(IEnumerable<ArrivedCommit> commits, DataContract newest)
    {
        foreach (var commit in commits)
        {
            var (inserted, updated, deleted) = newest.Write.Mode switch
            {
                WriteMode.Append => Append(commit),
                WriteMode.Snapshot when newest.PrimaryKey.Count == 0 => Replace(commit),
                _ => Merge(commit, newest),
            };
            loads.Add(new ModelLoad(
                commit.LakeVersion, loads.Count, inserted, updated, deleted, [.. commit.LoadIds.Select(l => l.LoadId)], newest.Version.ToString()));
            Shape = newest;
        }

        // The table follows a newly published version even without a commit.
        Shape = Shape is null ? null : newest;
    }

    /// <summary>Types of keys have equal texts only for equal values.</summary>
    public static string Key(ModelRow row, DataContract contract) => Key(row.Values, contract);

    /// <summary>Each value ends with a separator that no value contains.</summary>
    public static string Key(IReadOnlyDictionary<string, string?> values, DataContract contract) =>
        string.Concat(contract.PrimaryKey.Select(k => values[k.Name] + "\0"));

    private (long Inserted, long Updated, long Deleted) Append(ArrivedCommit commit)
    {
        Rows.AddRange(commit.Rows.Select(r => Stored(commit, r, isDeleted: false)));
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
                    table[key] = Stored(commit, row, isDeleted: true);
                }
            }
            else if (!isThere || Differs(before!, row, contract))
            {
                (inserted, updated) = isThere ? (inserted, updated + 1) : (inserted + 1, updated);
                table[key] = Stored(commit, row, isDeleted: false);
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
                // The row of a rejected key has not vanished; if the key is unreadable, it may be any row.
                if (commit.RejectedKeys.Contains(key) || commit.RejectedKeys.Contains(null))
                {
                    table[key] = row with { IsStale = true };
                    continue;
                }

                deleted++;
                table[key] = new ModelRow(row.Values, loadId, null, commit.LakeVersion, loads.Count, version, IsDeleted: true);
            }
        }

        Rows = [.. table.Values];
        return (inserted, updated, deleted);
    }

    private ModelRow Stored(ArrivedCommit commit, ArrivedRow row, bool isDeleted) =>
        new(row.Values, row.LoadId, row.SourceRow, commit.LakeVersion, loads.Count, row.Version, isDeleted);

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
