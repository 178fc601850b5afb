using System.Data.Common;
using System.Text.Json;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The first rows of a file, in the form of the warehouse.</summary>
internal static class FirstRows
{
    /// <summary>A <see cref="TrialRowsReader"/>.</summary>
    public static IReadOnlyList<IReadOnlyList<object?>> Read(DbDataReader rows, IReadOnlyList<(string Name, ColumnType Type)> columns)
    {
        var shown = ResultColumn.Of(rows, columns);
        var read = new List<IReadOnlyList<object?>>();
        while (rows.Read())
        {
            read.Add([.. shown.Select(c => c.Read())]);
        }

        return read;
    }

    public static void Write(Terminal terminal, TrialRows first)
    {
        var table = new TextTable([.. first.Columns.Select(c => new TableHead(c.Name, Right: IsNumber(c)))]);
        foreach (var row in first.Rows)
        {
            table.Add([.. row.Select(v => v is null ? TableResult.Null : new Cell(ValueText.Of(v)))]);
        }

        table.Write(terminal);
    }

    /// <summary>An array of objects; null if no row would land.</summary>
    public static JsonElement? Json(TrialRows? first) => first is null ? null : JsonResult.Rows([.. first.Columns.Select(c => c.Name)], first.Rows);

    private static bool IsNumber(ContractColumn column) => !column.IsRestricted && column.Type.Kind is
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Decimal or ColumnKind.Double;
}
