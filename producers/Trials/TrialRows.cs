using System.Data.Common;
using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The first rows of a file as they would land, in the file's order.</summary>
/// <param name="Columns">In the table's order.</param>
/// <param name="Rows">Values as the reader gives them; null for null, restricted ones as <see cref="Hidden"/>.</param>
public sealed record TrialRows(IReadOnlyList<ContractColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>Replaces a restricted value that is not null.</summary>
    public const string Hidden = "***";

    /// <summary>The maximum number of rows that are shown for a file.</summary>
    public const int Most = 5;

    /// <summary>The number of each row in the file, from 1 on.</summary>
    public IReadOnlyList<long> Numbers { get; init; } = [];

    /// <summary>The first rows of each staged drop.</summary>
    /// <param name="most">The most rows of each drop.</param>
    internal static IReadOnlyList<TrialRows> Of(StagedGroup staged, LakeLayout into, string folder, TrialRowsReader read, int most)
    {
        var contract = staged.Contract;
        var columns = contract.LandedColumns;
        var table = into.TableFolder(staged.Table);
        using var rows = StagedRows.Open(contract, [.. staged.Parts.Select(p => Path.Combine(table, p.Name))], [], folder);
        var values = columns.Select(c => c.IsRestricted
            ? $"case when {StagedRows.Quote(c.Name)} is not null then {StagedRows.Literal(Hidden)} end as {StagedRows.Quote(c.Name)}"
            : StagedRows.Quote(c.Name));
        IReadOnlyList<(string, ColumnType)> types = [(PartSchema.SourceRowColumn, new ColumnType(ColumnKind.Int64)), .. columns.Select(c => (c.Name, c.IsRestricted ? new ColumnType(ColumnKind.String) : c.Type))];
        return [.. staged.Drops.Select(d => Split(columns, rows.Read(
            $"""
            select {string.Join(", ", values.Prepend(PartSchema.SourceRowColumn))}
            from {StagedRows.View}
            where {PartSchema.LoadIdColumn} = {StagedRows.Literal(d.LoadId.Value)}
            order by {PartSchema.SourceRowColumn}
            limit {most}
            """,
            reader => read(reader, types))))];
    }

    /// <param name="rows">The first value of each row is its number.</param>
    private static TrialRows Split(IReadOnlyList<ContractColumn> columns, IReadOnlyList<IReadOnlyList<object?>> rows) =>
        new(columns, [.. rows.Select(r => r.Skip(1).ToList())]) { Numbers = [.. rows.Select(r => Convert.ToInt64(r[0], CultureInfo.InvariantCulture))] };
}

/// <summary>Reads all rows, and formats values by the columns' types.</summary>
/// <param name="columns">The columns' names and types, in their order.</param>
public delegate IReadOnlyList<IReadOnlyList<object?>> TrialRowsReader(DbDataReader rows, IReadOnlyList<(string Name, ColumnType Type)> columns);
