using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Which rows of a file go through the gate, and which are refused whatever they hold.</summary>
/// <param name="Only">The others are neither accepted nor rejected; null for all rows.</param>
/// <param name="Refused">Rows that break a rule which no single row shows.</param>
internal sealed partial record RowSelection(RowSet? Only, IReadOnlyList<RefusedRows> Refused)
{
    public static RowSelection All { get; } = new(null, []);

    /// <summary>Where the rows of <see cref="Only"/> began when they were found, in order; null when that is not known.</summary>
    public IReadOnlyList<long>? Offsets { get; init; }

    /// <summary>What <see cref="RowOrigins"/> reads; null when this is the file that the rows came in.</summary>
    public string? OriginsFile { get; init; }

    public bool Skips(long row) => Only is not null && !Only.Contains(row);

    /// <summary>The rows of a file that were rejected.</summary>
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
/// <param name="Column">The column that is to blame, or null for the row as a whole.</param>
internal sealed record RefusedRows(RowSet Rows, string? Column, RuleBreak Break);
