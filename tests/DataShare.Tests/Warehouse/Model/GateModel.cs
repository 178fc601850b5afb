using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Which rows of a file the gate accepts.</summary>
internal static class GateModel
{
    /// <summary>Rows by their number in the file, with their values by column.</summary>
    public static IReadOnlyList<(long SourceRow, IReadOnlyDictionary<string, string?> Values)> Accepted(PlannedFile file, DataContract contract)
    {
        var accepted = new List<(long, IReadOnlyDictionary<string, string?>)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, row) in file.Rows.Index())
        {
            var values = file.Columns.Zip(row.Values).ToDictionary(v => v.First, v => Loaded(v.Second, v.First, contract), StringComparer.Ordinal);
            if (!row.IsBad && contract.Columns.All(c => Takes(c, values.GetValueOrDefault(c.Name))) && IsNew(values))
            {
                accepted.Add((i + 1, values));
            }
        }

        return accepted;

        // A feed of changes may name a key several times; a list may not.
        bool IsNew(Dictionary<string, string?> values) =>
            contract.Write.Mode is WriteMode.Merge || contract.PrimaryKey.Count == 0
            || keys.Add(string.Concat(contract.PrimaryKey.Select(k => values[k.Name] + "\0")));
    }

    /// <summary>A zero loses its sign on its way into the warehouse.</summary>
    private static string? Loaded(string? value, string column, DataContract contract) =>
        value is "-0" && contract.Columns.Any(c => c.Name == column && c.Type.Kind is ColumnKind.Double) ? "0" : value;

    private static bool Takes(ContractColumn column, string? value) =>
        value is null ? !column.Required : ValuePools.Fits(value, column);
}
