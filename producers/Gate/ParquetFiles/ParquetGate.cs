using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Takes the rows of one Parquet file through the column gates into the pipeline, a row group at a time.
/// </summary>
internal sealed class ParquetGate(ParquetInput input, ColumnFit fit)
{
    private const int RowsBetweenLooks = 8192;

    private readonly RescuedValues? rescued =
        fit.Contract.OnViolation.UnknownColumn is UnknownColumnRule.Rescue ? new RescuedValues(fit.Rescued) : null;

    /// <summary>Checks every row. The pipeline has the accepted ones, the report the rejected ones.</summary>
    public async Task RunAsync(
        ReadOnlyMemory<char> loadId, bool mayFlush, PartPipeline pipeline, GateReport report, CancellationToken cancellationToken)
    {
        var before = 0L;
        for (var group = 0; group < input.RowGroups; group++)
        {
            var columns = await OpenAsync(group, cancellationToken);
            var unknown = await OpenRescuedAsync(group, columns, cancellationToken);
            try
            {
                var rows = input.Rows(group);
                for (var row = 1L; row <= rows; row++)
                {
                    Take(columns, unknown, loadId, before + row, pipeline.Current, report);
                    await pipeline.MakeRoomAsync(mayFlush);

                    if (row % RowsBetweenLooks == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                    }
                }

                before += rows;
            }
            finally
            {
                columns.ForEach(c => c.Dispose());
                unknown.ForEach(c => c.Dispose());
            }
        }
    }

    /// <summary>How names and types of the file's columns stand to a contract.</summary>
    public static ColumnFit Fit(DataContract contract, ParquetInput input)
    {
        return ColumnFit.Of(contract, [.. input.Columns.Select(c => c.Name)], (column, place) => Misfit(column, input.Columns[place]));

        string? Misfit(ContractColumn? wanted, ParquetInputColumn found) =>
            wanted is null ? RescuedParquetColumn.Reader(found) is null ? NotRescued(found) : null
            : ParquetConversion.For(ColumnGate.For(wanted, contract.Inbox.Csv), found) is null ? Unfit(wanted, found) : null;
    }

    private void Take(
        List<ParquetColumn> columns,
        List<RescuedParquetColumn> unknown,
        ReadOnlyMemory<char> loadId,
        long row,
        RowChunk chunk,
        GateReport report)
    {
        var start = chunk.Rows;
        var accepted = true;
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            if (column.TakeNext(chunk.Columns[i]) is { } broken)
            {
                accepted = false;
                report.Reject(column.Gate.Violation(row, null, column.LastValue, broken));
            }
        }

        if (rescued is not null)
        {
            Rescue(rescued, unknown, (TextColumn)chunk.Columns[columns.Count]);
        }

        if (accepted)
        {
            chunk.EndRow(loadId, row);
            report.Accept();
        }
        else
        {
            chunk.Truncate(start);
        }
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

                var gate = ColumnGate.For(fit.Contract.Columns[i], fit.Contract.Inbox.Csv);
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
