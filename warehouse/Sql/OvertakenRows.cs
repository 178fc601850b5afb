using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Rows of a merge whose key came later under another major. If such a row comes again unchanged, it must get a new sequence,
/// because the last row of a key counts, whatever major it came under.
/// </summary>
internal static class OvertakenRows
{
    /// <summary>The condition that another major has a later row of the key; null when no major shows the rows of both.</summary>
    /// <param name="key">The columns by which the table's rows are found, and what each equals.</param>
    public static string? Condition(SqlDialect sql, DatasetMajors majors, DataContract contract, IReadOnlyList<(string Column, string Value)> key)
    {
        var sequence = SqlName.Quote(StoredColumns.Sequence);
        var same = key.Select((k, i) => $"{Own(i)} = {k.Value}");
        var conditions = Pairs(sql, majors, contract, new MappedRows(sql, Stored) { Kept = [.. key.Select(k => k.Column)] }, new MappedRows(sql, Stored))
            .Select(p => $"exists (select 1 {p} where {string.Join(" and ", same)} and {MajorRows.Other}.{sequence} > {MajorRows.Row}.{sequence})")
            .ToList();
        return conditions.Count == 0 ? null : $"({string.Join(" or ", conditions)})";

        IReadOnlySet<string> Stored(LakeTableId table) => StoredColumns.Names(majors.Find(table.Major)!);
    }

    /// <summary>
    /// Each key of the table that another major has rows of, under the key's own names, and their sequences; null when no
    /// major shows the rows of both.
    /// </summary>
    /// <param name="relation">What stands behind <c>from</c> for a table's rows.</param>
    public static string? Sequences(SqlDialect sql, DatasetMajors majors, DataContract contract, Func<LakeTableId, string> relation)
    {
        var key = contract.PrimaryKey.Select(k => k.Name).ToList();
        var columns = string.Join(", ", key.Select((k, i) => $"{Own(i)} as {SqlName.Quote(k)}"));
        var selects = Pairs(
                sql, majors, contract, new MappedRows(sql, Stored) { Kept = key, Relation = relation }, new MappedRows(sql, Stored) { Relation = relation })
            .Select(p => $"select {columns}, {MajorRows.Other}.{SqlName.Quote(StoredColumns.Sequence)} {p}")
            .ToList();
        return selects.Count == 0 ? null : string.Join("\nunion all\n", selects);

        // Rows as they came: nothing is buried there.
        IReadOnlySet<string> Stored(LakeTableId table) =>
            StoredColumns.Names(majors.Find(table.Major)!).Except([StoredColumns.Deleted, StoredColumns.Stale]).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Rows of the table beside those of each other major of the same key, as a major that shows both has it.</summary>
    private static IEnumerable<string> Pairs(SqlDialect sql, DatasetMajors majors, DataContract contract, MappedRows own, MappedRows others)
    {
        foreach (var other in majors.Newest.Where(o => o.Version.Major != contract.Version.Major && Counts(o) && Counts(contract)))
        {
            // The table's own major first: there its rows are as they are stored.
            var shown = new[] { contract, other }.Concat(majors.Newest).Where(Counts)
                .Select(m => (By: m, Own: Part(majors, m, contract, own), Other: Part(majors, m, other, others)))
                .FirstOrDefault(m => m is { Own: not null, Other: not null });
            if (shown is { Own: { } row, Other: { } later })
            {
                yield return $"from {row.From} {MajorRows.Row} join {later.From} {MajorRows.Other} on {string.Join(" and ", MajorRows.SameKey(sql, shown.By, row, later))}";
            }
        }
    }

    private static bool Counts(DataContract contract) => contract.Write.Mode is WriteMode.Merge && StoredColumns.IsKeyed(contract);

    /// <summary>A major's rows as another shows them; null when it does not.</summary>
    private static MajorPart? Part(DatasetMajors majors, DataContract by, DataContract of, MappedRows rows) => by.Version.Major == of.Version.Major
        ? rows.Own(of)
        : majors.SourcesOf(by.Version.Major).FirstOrDefault(s => s.Contract.Version.Major == of.Version.Major) is { } source ? rows.Along(source) : null;

    private static string Own(int place) => $"{MajorRows.Row}.{MappedRows.OwnName(place)}";
}
