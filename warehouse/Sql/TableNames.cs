using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The unquoted names of a dataset's tables and views. '-' would need quotes, so it becomes '_'.</summary>
internal static class TableNames
{
    /// <summary>The table, which only the loader writes.</summary>
    public static string Data(LakeTableId table) => View(table) + "_data";

    public static string View(LakeTableId table) =>
        string.Create(CultureInfo.InvariantCulture, $"{Newest(table.Dataset)}_v{table.Major}");

    /// <summary>The view that shows restricted columns.</summary>
    public static string Restricted(LakeTableId table) => View(table) + "_restricted";

    /// <summary>The view of the newest major version loaded.</summary>
    public static string Newest(DatasetName dataset) => dataset.Value.Replace('-', '_');

    public static IReadOnlyList<string> All(LakeTableId table) =>
        [Newest(table.Dataset), View(table), Restricted(table), Data(table)];

    /// <summary>
    /// The table among <paramref name="others"/> that would have the same names as <paramref name="table"/>, such as
    /// dataset <c>orders_v1</c> and version 1 of dataset <c>orders</c>; null if there is none.
    /// </summary>
    public static LakeTableId? Clash(LakeTableId table, IEnumerable<LakeTableId> others)
    {
        var mine = All(table).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return others.FirstOrDefault(o => o.Dataset != table.Dataset && All(o).Any(mine.Contains));
    }
}
