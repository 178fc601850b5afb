using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Finds a value of a file that two versions of a contract read differently.</summary>
internal static class TrialDifference
{
    /// <summary>The number of rows of a file that are compared. All rows are checked against the rules.</summary>
    public const int MostRows = 10_000;

    /// <summary>
    /// The first difference, as a sentence without its end; null if there is none. Defaults of columns that the file does not have
    /// do not count.
    /// </summary>
    /// <param name="before">The file under the versions that are published, with its first rows.</param>
    /// <param name="now">The file under <paramref name="candidate"/>, with its first rows.</param>
    public static string? Of(TrialResult before, TrialResult now, DataContract candidate)
    {
        if (before is not { Contract: { } old, FirstRows: { } were } || now.FirstRows is not { } are)
        {
            return null;
        }

        var places = are.Columns.Index()
            .Where(c => c.Item is { IsRestricted: false, Type.Kind: not ColumnKind.Binary } && !candidate.Mapping.Up.ContainsKey(c.Item.Name))
            .Select(c => (Column: c.Item, Now: c.Index, Before: were.Columns.Index().Where(w => w.Item.Id == c.Item.Id && w.Item.Type == c.Item.Type).Select(w => (int?)w.Index).FirstOrDefault()))
            .Where(c => c.Before is not null && !(now.Absent.Contains(c.Column.Name, StringComparer.Ordinal) && before.Absent.Contains(were.Columns[c.Before.Value].Name, StringComparer.Ordinal)))
            .ToList();
        var rows = were.Numbers.Index().ToDictionary(n => n.Item, n => n.Index);
        foreach (var (i, number) in are.Numbers.Index())
        {
            foreach (var (column, place, other) in places)
            {
                if (rows.TryGetValue(number, out var row) && !Equals(were.Rows[row][other!.Value], are.Rows[i][place]))
                {
                    return FormattableString.Invariant(
                        $"row {number}: '{column.Name}' is {Said(were.Rows[row][other.Value])} under {old.Version} and {Said(are.Rows[i][place])} under {candidate.Version}");
                }
            }
        }

        return null;
    }

    private static string Said(object? value) => value is null ? "null" : SourceProblem.Quote(ValueText.Of(value));
}
