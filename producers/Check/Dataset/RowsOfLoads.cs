using System.Globalization;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Puts rows that were found by load and number where they are refused.</summary>
internal static class RowsOfLoads
{
    /// <param name="found">Load id and row number.</param>
    /// <param name="column">Which is to blame, or null for the row as a whole.</param>
    public static void Collect(
        IEnumerable<IReadOnlyList<object?>> found, IReadOnlyDictionary<LoadId, RuleFindings> findings, RuleBreak broken, string? column)
    {
        foreach (var (load, set) in Sets(found))
        {
            findings[LoadId.Parse(load)].Refused.Add(new RefusedRows(set, column, broken));
        }
    }

    /// <param name="found">Load id and row number.</param>
    public static Dictionary<string, RowSet> Sets(IEnumerable<IReadOnlyList<object?>> found)
    {
        var sets = new Dictionary<string, RowSet>(StringComparer.Ordinal);
        foreach (var row in found)
        {
            var load = (string)row[0]!;
            if (!sets.TryGetValue(load, out var set))
            {
                sets[load] = set = new RowSet();
            }

            set.Add(Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
        }

        return sets;
    }
}
