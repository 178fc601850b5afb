using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Compares actual rows with the model's, and reports the differences.</summary>
internal static class ModelComparison
{
    private const int MostRows = 5;

    /// <summary>The same rows, each equally often, in any order.</summary>
    public static void Same(string what, IEnumerable<string?[]> expected, IEnumerable<string?[]> found)
    {
        var missing = Counted(expected);
        var unexpected = new List<string>();
        foreach (var row in found.Select(Text))
        {
            if (missing.GetValueOrDefault(row) > 0)
            {
                missing[row]--;
            }
            else
            {
                unexpected.Add(row);
            }
        }

        var absent = missing.SelectMany(m => Enumerable.Repeat(m.Key, m.Value)).ToList();
        if (absent.Count + unexpected.Count > 0)
        {
            throw new ModelDifferenceException($"{what}\n{Told("expected, not there", absent)}{Told("there, not expected", unexpected)}");
        }
    }

    /// <summary>The same text for both.</summary>
    public static void Same(string what, object? expected, object? found)
    {
        if (!Equals(expected, found))
        {
            throw new ModelDifferenceException($"{what}\n  expected: {expected ?? "null"}\n  found:    {found ?? "null"}");
        }
    }

    /// <summary>
    /// In the order of <c>_lake_version</c>, <c>_load_id</c>, <c>_source_row</c>; rows without a source row are the first of their load.
    /// </summary>
    public static void Ordered(string what, IReadOnlyList<(string Name, ColumnType Type)> columns, IReadOnlyList<string?[]> rows)
    {
        var (version, loadId, row) = (Place("_lake_version"), Place("_load_id"), Place("_source_row"));
        var places = rows.Select(r => (Number(r[version]), r[loadId] ?? "", Number(r[row]))).ToList();
        foreach (var (before, after) in places.Zip(places.Skip(1)))
        {
            if (before.Item1 > after.Item1
                || (before.Item1 == after.Item1 && string.CompareOrdinal(before.Item2, after.Item2) is var order
                    && (order > 0 || (order == 0 && before.Item3 > after.Item3))))
            {
                throw new ModelDifferenceException($"{what}: row {before} stands before {after}");
            }
        }

        int Place(string name) => columns.Index().First(c => c.Item.Name == name).Index;

        static long Number(string? text) => text is null ? -1 : long.Parse(text, CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, int> Counted(IEnumerable<string?[]> rows) =>
        rows.CountBy(Text, StringComparer.Ordinal).ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);

    private static string Text(string?[] row) => string.Join(" | ", row.Select(ShownText.Of));

    private static string Told(string how, List<string> rows) => string.Concat(rows
        .OrderBy(r => r.Length)
        .ThenBy(r => r, StringComparer.Ordinal)
        .Take(MostRows)
        .Select(r => $"  {how}: {r}\n")
        .Append(rows.Count > MostRows ? $"  {how}: and {rows.Count - MostRows} more\n" : ""));
}
