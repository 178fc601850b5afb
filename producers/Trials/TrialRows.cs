using System.Data.Common;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The first rows of a file as they would land, in its order.</summary>
/// <param name="Columns">In the table's order.</param>
/// <param name="Rows">Values as the reader gives them; null for null, restricted ones as <see cref="Hidden"/>.</param>
public sealed record TrialRows(IReadOnlyList<ContractColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>Stands for a restricted value that is not null.</summary>
    public const string Hidden = "***";

    /// <summary>Rows that are shown of a file at the most.</summary>
    public const int Most = 5;

    /// <summary>Of each drop that is staged.</summary>
    internal static IReadOnlyList<TrialRows> Of(StagedGroup staged, LakeLayout into, string folder, TrialRowsReader read)
    {
        var contract = staged.Contract;
        var columns = contract.LandedColumns;
        var table = into.TableFolder(new LakeTableId(contract.Dataset, contract.Version.Major));
        using var rows = StagedRows.Open(contract, [.. staged.Parts.Select(p => Path.Combine(table, p.Name))], [], folder);
        var values = columns.Select(c => c.IsRestricted
            ? $"case when {StagedRows.Quote(c.Name)} is not null then {StagedRows.Literal(Hidden)} end as {StagedRows.Quote(c.Name)}"
            : StagedRows.Quote(c.Name));
        IReadOnlyList<(string, ColumnType)> types = [.. columns.Select(c => (c.Name, c.IsRestricted ? new ColumnType(ColumnKind.String) : c.Type))];
        return
        [
            .. staged.Drops.Select(d => new TrialRows(columns, rows.Read(
                $"""
                select {string.Join(", ", values)}
                from {StagedRows.View}
                where {PartSchema.LoadIdColumn} = {StagedRows.Literal(d.File.LoadId.Value)}
                order by {PartSchema.SourceRowColumn}
                limit {Most}
                """,
                reader => read(reader, types)))),
        ];
    }
}

/// <summary>Reads all rows, so that values show what the columns are.</summary>
/// <param name="columns">The columns' names and types, in their order.</param>
public delegate IReadOnlyList<IReadOnlyList<object?>> TrialRowsReader(DbDataReader rows, IReadOnlyList<(string Name, ColumnType Type)> columns);
