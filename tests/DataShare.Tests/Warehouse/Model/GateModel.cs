using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>The gate's result for a row.</summary>
/// <param name="SourceRow">Its number in the file.</param>
/// <param name="Values">Values by column.</param>
/// <param name="Key">Null if the key cannot be read, or there is no key.</param>
internal sealed record GatedRow(long SourceRow, IReadOnlyDictionary<string, string?> Values, string? Key, bool IsAccepted);

/// <summary>Predicts which rows of a file the gate accepts.</summary>
internal static class GateModel
{
    public static IReadOnlyList<GatedRow> Accepted(PlannedFile file, DataContract contract) => [.. Rows(file, contract).Where(r => r.IsAccepted)];

    public static IReadOnlyList<GatedRow> Rows(PlannedFile file, DataContract contract)
    {
        var rows = new List<GatedRow>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, row) in file.Rows.Index())
        {
            var values = file.Columns.Zip(row.Values).ToDictionary(v => v.First, v => Loaded(v.Second, v.First, contract), StringComparer.Ordinal);
            foreach (var column in contract.Columns.Where(c => c.Default is not null && !values.ContainsKey(c.Name)))
            {
                values[column.Name] = Loaded(MarkerText.Value(column.Default!, column.Type), column.Name, contract);
            }

            var isAccepted = !row.IsBad && contract.Columns.All(c => Takes(c, values.GetValueOrDefault(c.Name))) && IsNew(values);
            rows.Add(new GatedRow(i + 1, values, Key(file, row, values, contract), isAccepted));
        }

        return rows;

        // In a merge, a key may come several times in a file; otherwise it may not.
        bool IsNew(Dictionary<string, string?> values) =>
            contract.Write.Mode is WriteMode.Merge || contract.PrimaryKey.Count == 0
            || keys.Add(string.Concat(contract.PrimaryKey.Select(k => values[k.Name] + "\0")));
    }

    private static string? Key(PlannedFile file, PlannedRow row, Dictionary<string, string?> values, DataContract contract)
    {
        var spoilt = row.IsBad ? file.Columns[row.Fields.Zip(row.Values).Index().First(f => f.Item.First != f.Item.Second && f.Item.First == PlannedRow.Spoilt).Index] : null;
        return contract.PrimaryKey.Any(k => k.Name == spoilt || values[k.Name] is null) ? null : WarehouseModel.Key(values, contract);
    }

    /// <summary>A zero loses its sign in the warehouse.</summary>
    private static string? Loaded(string? value, string column, DataContract contract) =>
        value is "-0" && contract.Columns.Any(c => c.Name == column && c.Type.Kind is ColumnKind.Double) ? "0" : value;

    private static bool Takes(ContractColumn column, string? value) =>
        value is null ? !column.Required : ValuePools.Fits(value, column);
}
