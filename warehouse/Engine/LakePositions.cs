using System.Collections.Immutable;
using System.Globalization;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// For each of some tables, the last lake version of which somebody has received the rows: <c>orders@57, customers@12</c>.
/// Version -1 means no rows yet.
/// </summary>
public sealed class LakePositions
{
    // Before the members that use it, because static members are set in the order of the text.
    private static readonly Comparer<LakeTableId> ByName = Comparer<LakeTableId>.Create((x, y) =>
        (string.CompareOrdinal(x.Dataset.Value, y.Dataset.Value), x.Major.CompareTo(y.Major)) switch
        {
            (0, var major) => major,
            (var name, _) => name,
        });

    private readonly ImmutableSortedDictionary<LakeTableId, long> versions;

    public LakePositions(IEnumerable<KeyValuePair<LakeTableId, long>> versions) =>
        this.versions = versions.ToImmutableSortedDictionary(v => v.Key, v => v.Value, ByName);

    public static LakePositions None { get; } = new([]);

    /// <summary>The tables that have a position, by name and major.</summary>
    public IEnumerable<LakeTableId> Tables => versions.Keys;

    /// <summary>By the table's name, such as <c>orders/v1</c>; for JSON.</summary>
    public IReadOnlyDictionary<string, long> ByTable =>
        versions.ToImmutableSortedDictionary(v => v.Key.ToString(), v => v.Value, StringComparer.Ordinal);

    /// <summary>Null if the table has no position.</summary>
    public long? Of(LakeTableId table) => versions.TryGetValue(table, out var version) ? version : null;

    /// <summary>The same positions, but those of some tables replaced or added.</summary>
    public LakePositions With(IEnumerable<KeyValuePair<LakeTableId, long>> others) => new(versions.SetItems(others));

    /// <summary>Names the major only if there are several tables of a dataset.</summary>
    public override string ToString() => string.Join(", ", versions.Select(v =>
        $"{TableName(v.Key, versions.Keys)}@{(v.Value < 0 ? "start" : v.Value.ToString(CultureInfo.InvariantCulture))}"));

    /// <summary>The dataset's name, with the major only if there are several tables of it.</summary>
    internal static string TableName(LakeTableId table, IEnumerable<LakeTableId> among) =>
        among.Any(t => t.Dataset == table.Dataset && t != table) ? table.ToString() : table.Dataset.Value;
}
