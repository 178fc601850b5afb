using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Writes rows as a table for people: the first <see cref="MaxRows"/>, with nulls as <c>null</c>.</summary>
internal static class TableResult
{
    public const int MaxRows = 1_000;

    public static Cell Null { get; } = new("null", Tone.Faint);

    /// <summary>Returns whether rows were left out.</summary>
    public static async ValueTask<bool> WriteAsync(IQuerySession query, Terminal terminal, CancellationToken cancellationToken)
    {
        var columns = query.Columns;
        var table = new TextTable([.. columns.Select(c => new TableHead(c.Name, Right: c.IsNumber))]);
        var more = false;
        while (await query.Reader.ReadAsync(cancellationToken))
        {
            if (table.Rows == MaxRows)
            {
                more = true;
                break;
            }

            table.Add([.. columns.Select(c => c.Read() is { } value
                ? new Cell(ValueText.Of(value))
                : Null)]);
        }

        table.Write(terminal);
        return more;
    }
}
