using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Queries for the rows of a dataset in a consumer's batch.</summary>
internal static class BatchSql
{
    /// <summary>The columns after the read's columns and <c>_change</c>, in this order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type)> Trailing { get; } = [.. StoredColumns.Trailing.Select(c => (c.Name, c.Type))];

    /// <summary>Every column of a read's relation, in its order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type)> ColumnsOf(BatchRead read) =>
        [.. read.Columns.Select(c => (c.Name, c.Type)), (StoredColumns.Change, new ColumnType(ColumnKind.String)), .. Trailing];

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
    /// The last row of each key, from any major's table. Later changes by another major, after the ranges, come with the next run.
    /// </summary>
    public static string Select(SqlDialect sql, BatchRead read, ConsumerRun run, MajorRows rows)
    {
        var selects = rows.Parts.Select(part => (Part: part, Range: Range(read, run, part)))
            .Where(p => p.Range is not null)
            .Select(p =>
                $"select {string.Join(", ", Columns(sql, read, rows, p.Part))} from {p.Part.From} {MajorRows.Row} where {string.Join(" and ", rows.Latest(p.Part).Prepend(p.Range))}")
            .ToList();
        return selects.Count == 0 ? None(sql, read) : string.Join("\nunion all\n", selects);
    }

    /// <summary>
    /// The condition that a commit in the run's ranges last changed the row; null if there can be no such row. A snapshot under
    /// another major can have made its tombstone, so those rows count by that major's range.
    /// </summary>
    private static string? Range(BatchRead read, ConsumerRun run, MajorPart part)
    {
        var ranges = run.Ranges.Where(r => r.IsMoving).Where(r => r.Table == part.Table || (part.HasStale && read.Tables.Contains(r.Table))).ToList();
        var conditions = ranges.Select(r => part.HasStale && read.Tables.Count > 1
            ? $"({CommitPlace.MajorSql(SqlName.Quote(StoredColumns.Place))} = {SqlDialect.Literal(r.Table.Major)} and {In(r)})"
            : In(r));
        return ranges.Count == 0 ? null : $"({string.Join(" or ", conditions)})";
    }

    private static string In(TableRange range)
    {
        var version = SqlName.Quote(StoredColumns.LakeVersion);
        return $"{version} > {SqlDialect.Literal(range.From)} and {version} <= {SqlDialect.Literal(range.To)}";
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
