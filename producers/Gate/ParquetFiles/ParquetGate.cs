using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Takes the rows of one Parquet file through the column gates into the pipeline, a row group at a time.
/// </summary>
internal sealed class ParquetGate(ParquetInput input, ColumnFit fit, RowSelection selection)
{
    private const int RowsBetweenLooks = 8192;

    private readonly RescuedValues? rescued =
        fit.Contract.OnViolation.UnknownColumn is UnknownColumnRule.Rescue ? new RescuedValues(fit.Rescued) : null;

    private readonly ParquetRowText text = new(fit.Contract);

    /// <summary>Checks every row. The target has the accepted ones, the report the rejected ones.</summary>
    public async Task RunAsync(
        ReadOnlyMemory<char> loadId, bool mayFlush, IRowTarget target, GateReport report, CancellationToken cancellationToken)
    {
        report.Form = text.Form;
        var before = 0L;
        var rowsIn = 0L;
        for (var group = 0; group < input.RowGroups; group++)
        {
            var columns = await OpenAsync(group, cancellationToken);
            var unknown = await OpenRescuedAsync(group, columns, cancellationToken);
            try
            {
                var rows = input.Rows(group);
                for (var row = 1L; row <= rows; row++)
                {
                    if (Take(columns, unknown, loadId, before + row, target.Current, report))
                    {
                        await target.MakeRoomAsync(mayFlush);
                    }
                    else
                    {
                        await report.MakeRoomAsync(cancellationToken);
                    }

                    if (row % RowsBetweenLooks == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                    }
                }

                before += rows;
                rowsIn += selection.Only is { } only ? only.CountBetween(before - rows + 1, before) : rows;
            }
            finally
            {
                columns.ForEach(c => c.Dispose());
                unknown.ForEach(c => c.Dispose());
            }
        }

        report.Balance(rowsIn);
    }

    /// <summary>How names and types of the file's columns stand to a contract.</summary>
    public static ColumnFit Fit(DataContract contract, ParquetInput input)
    {
        return ColumnFit.Of(contract, [.. input.Columns.Select(c => c.Name)], (column, place) => Misfit(column, input.Columns[place]));

        string? Misfit(ContractColumn? wanted, ParquetInputColumn found) =>
            wanted is null ? RescuedParquetColumn.Reader(found) is null ? NotRescued(found) : null
            : ParquetConversion.For(ColumnGate.For(wanted, new CsvDialect()), found) is null ? Unfit(wanted, found) : null;
    }

    /// <summary>Returns whether the row is accepted.</summary>
    private bool Take(
        List<ParquetColumn> columns,
        List<RescuedParquetColumn> unknown,
        ReadOnlyMemory<char> loadId,
        long row,
        RowChunk chunk,
        GateReport report)
    {
        var start = chunk.Rows;
        var at = new RowPlace(row);
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            if (column.TakeNext(chunk.Columns[i]) is { } broken)
            {
                report.Add(column.Gate.Violation(at, column.LastValue, broken));
            }
        }

        if (rescued is not null)
        {
            Rescue(rescued, unknown, (TextColumn)chunk.Columns[columns.Count]);
        }

        foreach (var (rows, name, broken) in selection.Refused.Where(r => r.Rows.Contains(row)))
        {
            var column = columns.Find(c => c.Gate.Column.Name == name);
            report.Add(column?.Gate.Violation(at, column.LastValue, broken) ?? new Violation(at, name, null, broken.Rule, broken.Text));
        }

        if (selection.Skips(row))
        {
            report.Forget();
            chunk.Truncate(start);
            return false;
        }

        if (report.IsBroken)
        {
            text.Take(columns);
            report.Reject(text.Json, text.Record);
            chunk.Truncate(start);
            return false;
        }

        chunk.EndRow(loadId, row);
        report.Accept();
        return true;
    }

    private static void Rescue(RescuedValues values, List<RescuedParquetColumn> unknown, TextColumn target)
    {
        values.BeginRow();
        foreach (var (i, column) in unknown.Index())
        {
            // Taken for refused rows too: the next row's value stands behind it.
            if (column.Next() is { } text)
            {
                values.Add(i, text);
            }
        }

        values.EndRow(target);
    }

    private async Task<List<RescuedParquetColumn>> OpenRescuedAsync(
        int group, List<ParquetColumn> columns, CancellationToken cancellationToken)
    {
        var unknown = new List<RescuedParquetColumn>();
        try
        {
            foreach (var (place, _) in fit.Rescued)
            {
                var column = input.Columns[place];
                var open = RescuedParquetColumn.Reader(column)
                    ?? throw new FileRefusedException("columns", NotRescued(column));
                unknown.Add(open(await ReadAsync(group, column, cancellationToken)));
            }

            return unknown;
        }
        catch
        {
            columns.ForEach(c => c.Dispose());
            unknown.ForEach(c => c.Dispose());
            throw;
        }
    }

    private async Task<List<ParquetColumn>> OpenAsync(int group, CancellationToken cancellationToken)
    {
        var columns = new List<ParquetColumn>();
        try
        {
            for (var i = 0; i < fit.Contract.Columns.Count; i++)
            {
                if (fit.SourceOf[i] is not { } source)
                {
                    columns.Add(new AbsentParquetColumn(new AbsentColumn(fit.Contract.Columns[i])));
                    continue;
                }

                var gate = ColumnGate.For(fit.Contract.Columns[i], new CsvDialect());
                var column = input.Columns[source];
                var open = ParquetConversion.For(gate, column)
                    ?? throw new FileRefusedException("columns", Unfit(gate.Column, column));
                columns.Add(open(await ReadAsync(group, column, cancellationToken)));
            }

            return columns;
        }
        catch
        {
            columns.ForEach(c => c.Dispose());
            throw;
        }
    }

    private async Task<IParquetValues> ReadAsync(int group, ParquetInputColumn column, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(group, column, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefusedException("parquet", $"The file cannot be taken: {e.Message}", e);
        }
    }

    private static string Unfit(ContractColumn wanted, ParquetInputColumn found) =>
        $"Column '{found.Name}' is {found.Description} in the file, which cannot be read as {wanted.Type} without loss";

    private static string NotRescued(ParquetInputColumn found) =>
        $"Column '{found.Name}', which is not in the contract, is {found.Description}, which cannot be kept as text";
}
