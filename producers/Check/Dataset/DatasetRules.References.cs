using DataShare.Lake;
using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Producers;

/// <summary>Finds rows whose reference to another dataset matches no row there. A reference with a null is not checked.</summary>
internal sealed partial class DatasetRules
{
    /// <param name="targetParts">All parts of the other dataset, of all its majors.</param>
    /// <param name="target">The other dataset's contract, which may have a delete marker; null if it has no contract.</param>
    private static void CheckReference(
        StagedRows rows,
        DataContract contract,
        DatasetReference reference,
        IReadOnlyList<string> targetParts,
        DataContract? target,
        IReadOnlyDictionary<LoadId, Findings> findings)
    {
        var (load, row) = (PartSchema.LoadIdColumn, PartSchema.SourceRowColumn);
        var pairs = reference.Columns.Zip(reference.TargetColumns, (own, target) => (Own: StagedRows.Quote(own), Target: StagedRows.Quote(target))).ToList();
        var exists = targetParts.Count == 0 ? "false" : $"exists (select 1 from ({Keys(rows, reference, targetParts, target)}) as t where {Equal("t")})";
        if (reference.Target == contract.Dataset)
        {
            exists += $" or exists (select 1 from {StagedRows.View} as o where o.{load} = s.{load} and {string.Join(" and ", pairs.Select(p => $"o.{p.Target}::varchar = s.{p.Own}::varchar"))})";
        }

        try
        {
            var missing = rows.QueryRows(
                $"""
                select s.{load}, s.{row}
                from {StagedRows.View} as s
                where {string.Join(" and ", pairs.Select(p => $"s.{p.Own} is not null"))} and not ({exists})
                """);
            var (column, subject) = reference.Columns is [var only] ? (only, "") : (null, $"the row's ({string.Join(", ", reference.Columns)}) ");
            Refuse(missing, findings, new RuleBreak("reference", $"{subject}is not in {reference}"), column);
        }
        catch (DuckDBException e) when (e.Message.Contains("Binder Error", StringComparison.Ordinal))
        {
            foreach (var finding in findings.Values)
            {
                finding.Errors.Add($"The reference to {reference} cannot be checked: {e.Message.Split('\n')[0]}");
            }
        }

        string Equal(string side) => string.Join(" and ", pairs.Select((p, i) => FormattableString.Invariant($"{side}.k{i} = s.{p.Own}::varchar")));
    }

    /// <summary>The keys that exist, as text. If a key came several times, its last row says whether it is deleted.</summary>
    private static string Keys(StagedRows rows, DatasetReference reference, IReadOnlyList<string> parts, DataContract? target)
    {
        var keys = string.Join(", ", reference.TargetColumns.Select((c, i) => FormattableString.Invariant($"{StagedRows.Quote(c)}::varchar as k{i}")));
        var files = rows.Files(parts);
        return target?.Write.DeleteMarker is not { } marker
            ? $"select {keys} from {files}"
            : $"select {keys} from {files} group by all having not arg_max(coalesce({IsMarked(marker, target)}, false), ({PartSchema.LoadIdColumn}, {PartSchema.SourceRowColumn}))";
    }

    /// <summary>Compares values, not texts: DuckDB converts the literal to the column's type.</summary>
    private static string IsMarked(DeleteMarker marker, DataContract target)
    {
        var (column, value) = (StagedRows.Quote(marker.Column), StagedRows.Literal(marker.Value));
        return target.Columns.Single(c => c.Name == marker.Column).Type.Kind switch
        {
            ColumnKind.Binary => $"{column} = from_base64({value})",

            // The lake stores UUIDs as lower-case text.
            ColumnKind.Uuid => $"{column} = lower({value})",
            _ => $"{column} = {value}",
        };
    }
}
