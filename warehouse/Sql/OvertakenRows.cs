using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Rows of a merge whose key has a later row under another major. If such a row comes again unchanged, it must get the
/// new lake version, because the last row of a key counts, whatever its major.
/// </summary>
internal static class OvertakenRows
{
    /// <summary>The condition that another major has a later row of the key; null if no major shows the rows of both.</summary>
    /// <param name="key">The key's columns in the table, and the value that each must equal.</param>
    public static string? Condition(SqlDialect sql, DatasetMajors majors, DataContract contract, IReadOnlyList<(string Column, string Value)> key)
    {
        var place = SqlName.Quote(StoredColumns.Place);
        var same = key.Select((k, i) => $"{Own(i)} = {k.Value}");
        var conditions = Pairs(sql, majors, contract, new MappedRows(sql, Stored) { Kept = [.. key.Select(k => k.Column)] }, new MappedRows(sql, Stored))
            .Select(p => $"exists (select 1 {p} where {string.Join(" and ", same)} and {MajorRows.Other}.{place} > {MajorRows.Row}.{place})")
            .ToList();
        return conditions.Count == 0 ? null : $"({string.Join(" or ", conditions)})";

        IReadOnlySet<string> Stored(LakeTableId table) => StoredColumns.Names(majors.Find(table.Major)!);
    }

    /// <summary>
    /// The keys of the table that also have rows in another major, under the key's own names, with the places of those rows' commits;
    /// null if no major shows the rows of both.
    /// </summary>
    /// <param name="relation">Gives the text after <c>from</c> for a table's rows.</param>
    public static string? Places(SqlDialect sql, DatasetMajors majors, DataContract contract, Func<LakeTableId, string> relation)
    {
        var key = contract.PrimaryKey.Select(k => k.Name).ToList();
        var columns = string.Join(", ", key.Select((k, i) => $"{Own(i)} as {SqlName.Quote(k)}"));
        var selects = Pairs(
                sql, majors, contract, new MappedRows(sql, Stored) { Kept = key, Relation = relation }, new MappedRows(sql, Stored) { Relation = relation })
            .Select(p => $"select {columns}, {MajorRows.Other}.{SqlName.Quote(StoredColumns.Place)} {p}")
            .ToList();
        return selects.Count == 0 ? null : string.Join("\nunion all\n", selects);

        // The lake's rows, which have no tombstones and no stale mark.
        IReadOnlySet<string> Stored(LakeTableId table) =>
            StoredColumns.Names(majors.Find(table.Major)!).Except([StoredColumns.Deleted, StoredColumns.Stale]).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Pairs the rows of the table with rows of each other major with the same key, in a major that shows both.</summary>
    private static IEnumerable<string> Pairs(SqlDialect sql, DatasetMajors majors, DataContract contract, MappedRows own, MappedRows others)
    {
        foreach (var other in majors.Newest.Where(o => o.Version.Major != contract.Version.Major && Counts(o) && Counts(contract)))
        {
            // The table's own major comes first, because there its rows are unmapped.
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

    /// <summary>A major's rows as another major shows them; null if that major does not show them.</summary>
    private static MajorPart? Part(DatasetMajors majors, DataContract by, DataContract of, MappedRows rows) => by.Version.Major == of.Version.Major
        ? rows.Own(of)
        : majors.SourcesOf(by.Version.Major).FirstOrDefault(s => s.Contract.Version.Major == of.Version.Major) is { } source ? rows.Along(source) : null;

    private static string Own(int place) => $"{MajorRows.Row}.{MappedRows.OwnName(place)}";
}
