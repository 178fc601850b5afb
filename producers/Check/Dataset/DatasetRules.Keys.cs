using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Finds rows that repeat the primary key of an earlier row of their file, or of a landed row of it.</summary>
internal sealed partial class DatasetRules
{
    /// <summary>In a merge the last row of a key wins: a feed of changes names a key several times.</summary>
    private static bool HasKeyRule(DataContract contract) =>
        contract.PrimaryKey.Count > 0 && contract.Write.Mode is not WriteMode.Merge;

    /// <param name="landed">For a replayed load: the parts of its dataset, and the loads with which its other rows landed.</param>
    private static void CheckKeys(
        StagedRows rows,
        DataContract contract,
        (IReadOnlyList<string> Parts, IReadOnlyList<LoadId> Loads) landed,
        IReadOnlyDictionary<LoadId, Findings> findings)
    {
        var keys = contract.PrimaryKey.Select(c => StagedRows.Quote(c.Name)).ToList();
        var key = string.Join(", ", keys);
        var (load, row) = (PartSchema.LoadIdColumn, PartSchema.SourceRowColumn);

        // Prefixed, because a contract's column may have any other name.
        const string first = "_datashare_first";
        var repeated = rows.QueryRows(
            $"""
            with first as (
              select {load}, {key}, min({row}) as {first}
              from {StagedRows.View}
              group by {load}, {key}
              having count(*) > 1
            )
            select s.{load}, s.{row}
            from {StagedRows.View} as s
            join first as f on s.{load} = f.{load} and {string.Join(" and ", keys.Select(k => $"s.{k} = f.{k}"))}
            where s.{row} > f.{first}
            """);
        RefuseKeys(repeated, contract, "is the key of an earlier row in the file", findings);
        if (landed.Parts.Count > 0 && landed.Loads.Count > 0)
        {
            var there = rows.QueryRows(
                $"""
                select {load}, {row}
                from {StagedRows.View} as s
                where exists (
                  select 1
                  from {rows.Files(landed.Parts)} as l
                  where l.{load} in ({string.Join(", ", landed.Loads.Select(l => StagedRows.Literal(l.Value)))})
                    and {string.Join(" and ", keys.Select(k => $"l.{k}::varchar = s.{k}::varchar"))}
                )
                """);
            RefuseKeys(there, contract, "is the key of a row of the same file that has already landed", findings);
        }
    }

    private static void RefuseKeys(
        Dictionary<string, RowSet> found, DataContract contract, string text, IReadOnlyDictionary<LoadId, Findings> findings)
    {
        var column = contract.PrimaryKey is [var only] ? only.Name : null;
        var words = column is null ? $"the row's primary key ({string.Join(", ", contract.PrimaryKey.Select(c => c.Name))}) {text}" : text;
        Refuse(found, findings, new RuleBreak("unique", words), column);
    }
}
