using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Takes the rows of one Parquet file through the column gates into the pipeline, a row group at a time.
/// </summary>
internal sealed class ParquetGate(ParquetInput input, ColumnFit fit)
{
    private const int RowsBetweenLooks = 8192;

    /// <summary>Checks every row. The pipeline has the accepted ones, the report the rejected ones.</summary>
    public async Task RunAsync(
        ReadOnlyMemory<char> loadId, bool mayFlush, PartPipeline pipeline, GateReport report, CancellationToken cancellationToken)
    {
        var before = 0L;
        for (var group = 0; group < input.RowGroups; group++)
        {
            var columns = await OpenAsync(group, cancellationToken);
            try
            {
                var rows = input.Rows(group);
                for (var row = 1L; row <= rows; row++)
                {
                    Take(columns, loadId, before + row, pipeline.Current, report);
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
            }
        }
    }

    /// <summary>The newest version that names and types of the file's columns fit.</summary>
    /// <exception cref="FileRefusedException">There is none.</exception>
    public static ColumnFit Fit(IReadOnlyList<DataContract> newestFirst, ParquetInput input)
    {
        string[] header = [.. input.Columns.Select(c => c.Name)];
        var fit = newestFirst.Select(c => ColumnFit.Of(c, header)).FirstOrDefault(f => f.Fits && Misfit(f, input) is null)
            ?? ColumnFit.Best(newestFirst, header);
        fit.ThrowIfRefused();
        return Misfit(fit, input) is { } misfit ? throw misfit : fit;
    }

    /// <summary>The first column whose type does not stand for the contract's.</summary>
    private static FileRefusedException? Misfit(ColumnFit fit, ParquetInput input) => fit.Contract.Columns
        .Zip(fit.SourceOf, (column, source) => (Column: column, Source: source))
        .Where(c => c.Source is not null
            && ParquetConversion.For(ColumnGate.For(c.Column, fit.Contract.Inbox.Csv), input.Columns[c.Source.Value]) is null)
        .Select(c => Unfit(c.Column, input.Columns[c.Source!.Value]))
        .FirstOrDefault();

    private static void Take(
        List<ParquetColumn> columns, ReadOnlyMemory<char> loadId, long row, RowChunk chunk, GateReport report)
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

    private async Task<List<ParquetColumn>> OpenAsync(int group, CancellationToken cancellationToken)
    {
        var columns = new List<ParquetColumn>();
        try
        {
            for (var i = 0; i < fit.Contract.Columns.Count; i++)
            {
                var gate = ColumnGate.For(fit.Contract.Columns[i], fit.Contract.Inbox.Csv);
                if (fit.SourceOf[i] is not { } source)
                {
                    columns.Add(new AbsentParquetColumn(gate));
                    continue;
                }

                var column = input.Columns[source];
                var open = ParquetConversion.For(gate, column) ?? throw Unfit(gate.Column, column);
                columns.Add(open(await input.ReadAsync(group, column, cancellationToken)));
            }

            return columns;
        }
        catch (InvalidDataException e)
        {
            columns.ForEach(c => c.Dispose());
            throw new FileRefusedException("parquet", $"The file cannot be taken: {e.Message}", e);
        }
        catch
        {
            columns.ForEach(c => c.Dispose());
            throw;
        }
    }

    private static FileRefusedException Unfit(ContractColumn wanted, ParquetInputColumn found) =>
        new("columns", $"Column '{wanted.Name}' is {Describe(found)} in the file, which cannot be read as {wanted.Type} without loss");

    private static string Describe(ParquetInputColumn column) => column switch
    {
        { Type: null } => "nested (a list, map or struct)",
        { IsDate: true } => "a date",
        { IsUtc: true } => "a timestamp in UTC",
        { IsUtc: false } => "a timestamp without time zone",
        _ when column.Type == typeof(ReadOnlyMemory<char>) => "text",
        _ when column.Type == typeof(ReadOnlyMemory<byte>) => "binary",
        _ => column.Type.Name,
    };
}
