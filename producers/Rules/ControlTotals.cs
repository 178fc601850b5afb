using System.Globalization;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What a producer says that its file holds, in the sidecar: the file lands when all of it holds.</summary>
/// <param name="Rows">Rows in the file; null when nothing is said.</param>
/// <param name="Sha256">Of the file as it was dropped; null when nothing is said.</param>
/// <param name="Sums">Sums of columns, as decimal text.</param>
internal sealed record ControlTotals(long? Rows, string? Sha256, IReadOnlyDictionary<string, string> Sums)
{
    public bool IsEmpty => Rows is null && Sha256 is null && Sums.Count == 0;

    /// <exception cref="FileRefusedException">The bytes are others.</exception>
    public void Check(ContentHash found)
    {
        if (Sha256 is { } expected && !expected.Equals(found.Value, StringComparison.OrdinalIgnoreCase))
        {
            throw new FileRefusedException(
                "sha256", $"The file has the SHA-256 {found.Value}, but its sidecar says {expected.ToLowerInvariant()}. Expected the bytes that the sidecar was written for");
        }
    }

    /// <summary>Null when the file has as many rows as its sidecar says.</summary>
    public Refusal? CheckRows(GateReport report) => Rows is { } expected && expected != report.TotalRows
        ? new Refusal("rows", FormattableString.Invariant(
            $"The file has {report.TotalRows} rows ({report.AcceptedRows} accepted, {report.RejectedRows} rejected), but its sidecar says {expected}. Expected as many: it may be cut off, or the sidecar of another file."))
        : null;

    /// <summary>Compares the sums of accepted rows.</summary>
    public void CheckSums(StagedRows rows, DataContract contract, LoadId load, long rejectedRows, RuleFindings finding)
    {
        foreach (var (name, expected) in Sums)
        {
            if (contract.Columns.FirstOrDefault(c => c.Name == name) is not { } column || !IsSummed(column.Type.Kind))
            {
                finding.Errors.Add($"The sidecar gives a sum of '{name}', which is no column of numbers of contract {contract}");
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

    /// <summary>Exact, but for doubles, the sum of which depends on the order of its rows.</summary>
    private static bool IsSame(ColumnKind kind, string sum, string expected)
    {
        if (kind is ColumnKind.Double)
        {
            var (a, b) = (Double(sum), Double(expected));
            return !double.IsFinite(a) || !double.IsFinite(b) ? a.Equals(b) : Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
        }

        return Plain(sum) == Plain(expected);
    }

    /// <summary>A sum is infinite where the rows are too large, and in a column of such values NaN or infinite as they are.</summary>
    private static double Double(string number) => NonFiniteWords.TryParse(Encoding.UTF8.GetBytes(number), out var word)
        ? word
        : double.Parse(number, CultureInfo.InvariantCulture);

    /// <summary>The number without zeros that say nothing.</summary>
    private static string Plain(string number)
    {
        var isNegative = number.StartsWith('-');
        var digits = number.TrimStart('+', '-').TrimStart('0');
        digits = digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
        return digits.Length == 0 ? "0" : (isNegative ? "-" : "") + (digits[0] == '.' ? "0" : "") + digits;
    }
}
