using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Queries for the rows of a dataset in a consumer's batch.</summary>
internal static class BatchSql
{
    /// <summary>The columns after the read's columns and <c>_change</c>, in this order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type)> Trailing { get; } =
    [
        (StoredColumns.Sequence, new ColumnType(ColumnKind.Int64)),
        (StoredColumns.LoadId, new ColumnType(ColumnKind.String)),
        (StoredColumns.SourceRow, new ColumnType(ColumnKind.Int64)),
        (StoredColumns.ContractVersion, new ColumnType(ColumnKind.String)),
    ];

    /// <summary>Every column of a read's relation, in its order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type)> ColumnsOf(BatchRead read) =>
        [.. read.Columns.Select(c => (c.Name, c.Type)), (StoredColumns.Change, new ColumnType(ColumnKind.String)), .. Trailing];

    /// <summary>The tables that may have rows of a read.</summary>
    public static IReadOnlyList<LakeTableId> Tables(BatchRead read) =>
    [
        new LakeTableId(read.Dataset, read.Major),
        .. (read.Majors?.SourcesOf(read.Major) ?? []).Select(s => new LakeTableId(read.Dataset, s.Contract.Version.Major)),
    ];

    /// <param name="stored">The columns of a table; null if there is no such table.</param>
    public static MajorRows RowsOf(SqlDialect sql, BatchRead read, Func<LakeTableId, IReadOnlySet<string>?> stored) => new(
        sql,
        read.Majors?.Find(read.Major) ?? new DataContract
        {
            Dataset = read.Dataset,
            Version = new ContractVersion(read.Major, 0, 0),
            Columns = read.Columns,
            SourceFile = "",
            SourceText = "",
        },
        read.Majors?.SourcesOf(read.Major) ?? [],
        stored);

    /// <summary>
    /// The last row of each key, from any major's table. Later changes by another major, after the range, come with the next run.
    /// </summary>
    /// <param name="behind">The rows that the consumer has not received yet.</param>
    public static string Select(SqlDialect sql, BatchRead read, ConsumerRun run, IReadOnlyList<BehindRow> behind, MajorRows rows)
    {
        var sequence = SqlName.Quote(StoredColumns.Sequence);
        var selects = new List<string>();
        foreach (var part in rows.Parts)
        {
            if (RowsBehind.FromOf(behind, run, part.Table) is { } from)
            {
                var range = $"{sequence} > {SqlDialect.Literal(from)} and {sequence} <= {SqlDialect.Literal(run.To)}";
                selects.Add(
                    $"select {string.Join(", ", Columns(sql, read, rows, part))} from {part.From} {MajorRows.Row} where {string.Join(" and ", rows.Latest(part).Prepend(range))}");
            }
        }

        return selects.Count == 0 ? None(sql, read) : string.Join("\nunion all\n", selects);
    }

    private static IEnumerable<string> Columns(SqlDialect sql, BatchRead read, MajorRows rows, MajorPart part) => read.Columns
        .Select(c => part.Columns.FirstOrDefault(p => string.Equals(p.Name, c.Name, StringComparison.OrdinalIgnoreCase)) is { } shown
            ? ViewSql.Shown(sql, shown with { Name = c.Name }, masked: !read.Cleared)
            : $"{sql.Null(c.Type)} as {SqlName.Quote(c.Name)}")
        .Append($"{Change(rows, part)} as {SqlName.Quote(StoredColumns.Change)}")
        .Concat(Trailing.Select(c => SqlName.Quote(c.Name)));

    private static string Change(MajorRows rows, MajorPart part) =>
        part.IsKeyed ? $"case when {rows.Live(part).Single()} then 'upsert' else 'delete' end" : "'upsert'";

    private static string None(SqlDialect sql, BatchRead read)
    {
        var columns = read.Columns.Select(c => (c.Name, c.Type))
            .Append((StoredColumns.Change, new ColumnType(ColumnKind.String)))
            .Concat(Trailing)
            .Select(c => $"{sql.Null(c.Item2)} as {SqlName.Quote(c.Item1)}");
        return $"select {string.Join(", ", columns)} where 1 = 0";
    }
}
