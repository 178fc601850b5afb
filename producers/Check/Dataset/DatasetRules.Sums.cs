using System.Globalization;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Compares the sums in a sidecar with the sums of the accepted rows.</summary>
internal sealed partial class DatasetRules
{
    private static void CheckSums(ControlTotals totals, StagedRows rows, DataContract contract, LoadId load, long rejectedRows, Findings finding)
    {
        foreach (var (name, expected) in totals.Sums)
        {
            if (contract.Columns.FirstOrDefault(c => c.Name == name) is not { } column || !IsSummed(column.Type.Kind))
            {
                finding.Errors.Add($"The sidecar gives a sum of '{name}', which is not a numeric column of contract {contract}");
                continue;
            }

            var sum = rows.Query(
                $"select coalesce(sum({StagedRows.Quote(name)}), 0)::varchar from {StagedRows.View} where {PartSchema.LoadIdColumn} = {StagedRows.Literal(load.Value)}")
                .Select(r => (string)r[0]!).First();
            if (!IsSame(column.Type.Kind, sum, expected))
            {
                var rejected = rejectedRows == 0 ? "" : FormattableString.Invariant($", without {rejectedRows} rejected rows");
                finding.Errors.Add($"The sum of '{name}' is {sum}{rejected}, but the sidecar says {expected}");
            }
        }
    }

    private static bool IsSummed(ColumnKind kind) => kind is
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Decimal or ColumnKind.Double;

    /// <summary>Exact, except for doubles: their sum depends on the order of the rows.</summary>
    private static bool IsSame(ColumnKind kind, string sum, string expected)
    {
        if (kind is ColumnKind.Double)
        {
            var (a, b) = (Double(sum), Double(expected));
            return !double.IsFinite(a) || !double.IsFinite(b) ? a.Equals(b) : Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
        }

        return Plain(sum) == Plain(expected);
    }

    /// <summary>A sum is infinite if it is too large, and NaN or infinite if a value is.</summary>
    private static double Double(string number) => NonFiniteWords.TryParse(Encoding.UTF8.GetBytes(number), out var word)
        ? word
        : double.Parse(number, CultureInfo.InvariantCulture);

    /// <summary>The number without leading zeros and without zeros at the end of its fraction.</summary>
    private static string Plain(string number)
    {
        var isNegative = number.StartsWith('-');
        var digits = number.TrimStart('+', '-').TrimStart('0');
        digits = digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
        return digits.Length == 0 ? "0" : (isNegative ? "-" : "") + (digits[0] == '.' ? "0" : "") + digits;
    }
}
