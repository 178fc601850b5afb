using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The rows of a file that go through the gate, and the rows that are rejected whatever their values are.</summary>
/// <param name="Only">The others are neither accepted nor rejected; null for all rows.</param>
/// <param name="Refused">Rows that break a rule together with other rows, or with other data.</param>
internal sealed partial record RowSelection(RowSet? Only, IReadOnlyList<RefusedRows> Refused)
{
    public static RowSelection All { get; } = new(null, []);

    /// <summary>The byte offsets of the rows of <see cref="Only"/> when they were rejected, in order; null if unknown.</summary>
    public IReadOnlyList<long>? Offsets { get; init; }

    /// <summary>The file that <see cref="RowOrigins"/> reads; null if the rows are in their original file.</summary>
    public string? OriginsFile { get; init; }

    public bool Skips(long row) => Only is not null && !Only.Contains(row);

    /// <summary>Selects the rejected rows of a file.</summary>
    /// <param name="table">The rejected rows for programs.</param>
    public static async Task<RowSelection> OfRejectedAsync(string table, CancellationToken cancellationToken)
    {
        var rows = new RowSet();
        var offsets = new List<long>();
        await foreach (var (row, offset) in RejectedRows.PlacesAsync(table, cancellationToken))
        {
            rows.Add(row);
            if (offset is { } known)
            {
                offsets.Add(known);
            }
        }

        return new RowSelection(rows, []) { Offsets = offsets.Count == rows.Count ? offsets : null };
    }
}

/// <summary>Rows that break one rule together with other rows, or with other data.</summary>
/// <param name="Column">The column that breaks the rule, or null for the row as a whole.</param>
internal sealed record RefusedRows(RowSet Rows, string? Column, RuleBreak Break);
