namespace DataShare.Schemas;

/// <summary>
/// Checks a contract's own values against the rules of their columns. With a default that breaks the rules, old rows
/// would show a value that no file can contain, and every file without the column would go to quarantine.
/// </summary>
public static class OwnValues
{
    /// <summary>Faults that affect every file. A version that was published with such a fault stays in use.</summary>
    public static IReadOnlyList<SourceProblem> Problems(DataContract contract) =>
        [.. contract.Columns.SelectMany(c => OfColumn(contract, c)), .. OfMarker(contract)];

    /// <summary>Examples are documentation: a wrong one is reported, but the contract is accepted.</summary>
    internal static IEnumerable<string> Warnings(DataContract contract) =>
        from column in contract.Columns
        from example in column.Examples
        let fault = RuleFit.Fault(column, example)
        where fault is not null && !IsForm(contract.Inbox.Csv, column.Type, example)
        select $"columns.{column.Name}.examples: {SourceProblem.Quote(example)} {fault}";

    private static IEnumerable<SourceProblem> OfColumn(DataContract contract, ContractColumn column)
    {
        if (column.Default is { } text && RuleFit.Fault(column, text) is { } fault)
        {
            yield return At(
                contract, column.Rules, "default",
                $"the default {SourceProblem.Quote(text)} of column '{column.Name}' {fault}; expected a value that fits the column's own rules");
        }

        foreach (var value in column.Rules.Enum ?? [])
        {
            if (RuleFit.Fault(column, value) is { } never)
            {
                yield return At(
                    contract, column.Rules, "enum",
                    $"the enum value {SourceProblem.Quote(value)} of column '{column.Name}' {never}, so no file can contain it; expected a value that fits the column's other rules");
            }
        }
    }

    private static IEnumerable<SourceProblem> OfMarker(DataContract contract)
    {
        if (contract.Write.DeleteMarker is { } marker
            && contract.Columns.FirstOrDefault(c => c.Name == marker.Column) is { } column
            && RuleFit.Fault(column, marker.Value) is { } fault)
        {
            yield return At(
                contract, marker, "",
                $"the delete marker {SourceProblem.Quote(marker.Value)} of column '{column.Name}' {fault}, so no row could delete its key; expected a value that fits the column's own rules");
        }
    }

    /// <summary>Whether an example may be in the form of a file's values, which only the gate can read.</summary>
    private static bool IsForm(CsvDialect csv, ColumnType type, string text) => !ColumnValue.Fits(type, text) && type.Kind switch
    {
        ColumnKind.Date => csv.DateFormats.Count > 0,
        ColumnKind.Timestamp or ColumnKind.TimestampLocal => csv.TimestampFormats.Count > 0,
        ColumnKind.Boolean => csv.TrueValues.Count + csv.FalseValues.Count > 0 || text is "0" or "1",
        >= ColumnKind.Int8 and <= ColumnKind.Double => csv.Decimal != '.' || csv.Thousands is not null,
        _ => false,
    };

    private static SourceProblem At(DataContract contract, object part, string detail, string message)
    {
        var place = contract.Places.Of(part, detail);
        return new SourceProblem(contract.SourceFile, place.Line, place.Column, message);
    }
}
