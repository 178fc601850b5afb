using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Checks the rows of one Parquet file with the column gates, and passes on the accepted rows: some rows at a time, one
/// column after the other. Rows that break a rule are then removed from all columns.
/// </summary>
internal sealed class ParquetGate
{
    private const int RowsAtOnce = 2048;

    /// <summary>The least that a row counts in the budget, whatever its values are.</summary>
    private const int RowBytes = 8;

    /// <summary>The least that a rejected row takes in the quarantine.</summary>
    private const int RejectedRowBytes = 64;

    private readonly ParquetInput input;
    private readonly RowSelection selection;
    private readonly UnpackBudget budget;
    private readonly ParquetRowText text;
    private readonly ParquetColumn[] columns;
    private readonly ParquetStretch[] unknown;
    private readonly RescuedValues? rescued;
    private readonly ParquetOrigins? origins;
    private readonly List<BrokenValue> broken = [];
    private readonly bool[] isKept = new bool[RowsAtOnce];
    private long before;
    private long rowsIn;

    /// <param name="budget">
    /// A dictionary or a run may encode any number of values: the values count like the content of a packed file.
    /// </param>
    /// <param name="origins">The rows' own load ids and row numbers, for a part of the lake; null for a dropped file.</param>
    public ParquetGate(ParquetInput input, ColumnFit fit, RowSelection selection, UnpackBudget budget, ParquetOrigins? origins = null)
    {
        (this.input, this.selection, this.budget, this.origins) = (input, selection, budget, origins);
        text = new ParquetRowText(fit.Contract);
        columns = [.. fit.Contract.Columns.Zip(fit.SourceOf, Open)];
        unknown = [.. fit.Rescued.Select(c => new ParquetStretch(input.Read(input.Columns[c.Place], budget.Spill)))];
        rescued = fit.Contract.OnViolation.UnknownColumn is UnknownColumnRule.Rescue ? new RescuedValues(fit.Rescued) : null;
    }

    /// <summary>Checks every row. The target has the accepted ones, the report the rejected ones.</summary>
    public async Task RunAsync(
        ReadOnlyMemory<char> loadId, bool mayFlush, IRowTarget target, GateReport report, CancellationToken cancellationToken)
    {
        report.Form = text.Form;
        for (var group = 0; group < input.RowGroups; group++)
        {
            for (var left = input.Rows(group); left > 0;)
            {
                var chunk = target.Current;
                // A chunk is cut into row groups of equal size, so no stretch crosses the end of one.
                var room = chunk.RowsPerGroup - (chunk.Rows % chunk.RowsPerGroup);
                var rows = Ready((int)Math.Min(left, Math.Min(room, RowsAtOnce)));
                var start = chunk.Rows;
                Take(rows, chunk);
                var hasRejected = Refuse(rows);
                if (hasRejected)
                {
                    await ReportAsync(rows, report, cancellationToken);
                    chunk.Keep(start, isKept.AsSpan(0, rows));
                }

                End(rows, loadId, chunk, report);
                await target.MakeRoomAsync(mayFlush);
                cancellationToken.ThrowIfCancellationRequested();
                (before, left) = (before + rows, left - rows);
            }
        }

        report.Balance(rowsIn);
    }

    /// <summary>Fits the names and types of the file's columns to a contract.</summary>
    public static ColumnFit Fit(DataContract contract, ParquetInput input)
    {
        return ColumnFit.Of(contract, [.. input.Columns.Select(c => c.Name)], (column, place) => Misfit(column, input.Columns[place]));

        string? Misfit(ContractColumn? wanted, ParquetInputColumn found) =>
            wanted is null ? found.Type is null ? NotRescued(found) : null
            : ParquetConversion.For(ColumnGate.For(wanted, new CsvDialect()), found) is null && !IsEmpty(wanted, found, input) ? Unfit(wanted, found) : null;
    }

    /// <summary>
    /// Whether the file's column has only nulls, and null is allowed. Many writers give such a column an arbitrary type,
    /// because no value shows the right one.
    /// </summary>
    private static bool IsEmpty(ContractColumn wanted, ParquetInputColumn found, ParquetInput input) =>
        !wanted.Required && found.Type is not null && !input.HasValues(found);

    private static string Unfit(ContractColumn wanted, ParquetInputColumn found) =>
        $"Column '{found.Name}' is {found.Description} in the file, which cannot be read as {wanted.Type} without loss";

    private static string NotRescued(ParquetInputColumn found) =>
        $"Column '{found.Name}', which is not in the contract, is {found.Description}, which cannot be kept as text";

    private ParquetColumn Open(ContractColumn wanted, int? source)
    {
        if (source is not { } place)
        {
            return new AbsentParquetColumn(ColumnGate.ForAbsent(wanted));
        }

        var gate = ColumnGate.For(wanted, new CsvDialect());
        var found = input.Columns[place];
        var values = ParquetConversion.For(gate, found)
            ?? (IsEmpty(wanted, found, input) ? new ConvertedValues((_, _, _) => gate.NotOfType) : throw new FileRefusedException("columns", Unfit(wanted, found)));
        return new PresentParquetColumn(gate, new ParquetStretch(input.Read(found, budget.Spill)), values);
    }

    /// <summary>The number of rows that all columns have ready.</summary>
    private int Ready(int rows)
    {
        foreach (var column in columns)
        {
            rows = column.Ready(rows);
        }

        foreach (var stretch in unknown)
        {
            rows = stretch.Ready(rows);
        }

        return origins?.Ready(rows) ?? rows;
    }

    private void Take(int rows, RowChunk chunk)
    {
        broken.Clear();
        budget.Take(rows * RowBytes);
        origins?.Take(rows);
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i].Take(rows, chunk.Columns[i], i, broken);
            budget.Take(rows + columns[i].TextBytes);
        }

        if (rescued is null)
        {
            return;
        }

        Array.ForEach(unknown, stretch => stretch.Take(rows));
        for (var row = 0; row < rows; row++)
        {
            rescued.BeginRow();
            for (var i = 0; i < unknown.Length; i++)
            {
                if (unknown[i].Text(row) is { } value)
                {
                    rescued.Add(i, value);
                }
            }

            rescued.EndRow((TextColumn)chunk.Columns[columns.Length]);
        }
    }

    /// <summary>Marks the rows that are accepted; returns whether some are not.</summary>
    private bool Refuse(int rows)
    {
        var kept = isKept.AsSpan(0, rows);
        kept.Fill(true);
        foreach (var value in broken)
        {
            kept[value.Row] = false;
        }

        rowsIn += rows;
        for (var row = 0; (selection != RowSelection.All || origins is not null) && row < rows; row++)
        {
            var isSkipped = Skips(row);
            rowsIn -= isSkipped ? 1 : 0;
            kept[row] &= !isSkipped && !selection.Refused.Any(r => r.Rows.Contains(before + row + 1));
        }

        return kept.Contains(false);
    }

    private bool Skips(int row) => selection.Skips(before + row + 1) || origins?.Skips(row) is true;

    private async Task ReportAsync(int rows, GateReport report, CancellationToken cancellationToken)
    {
        // Columns were checked one after the other, but the report goes row by row. The order of a row's columns stays.
        var byRow = broken.ToLookup(b => b.Row);
        for (var row = 0; row < rows; row++)
        {
            var number = before + row + 1;
            if (isKept[row] || Skips(row))
            {
                continue;
            }

            var at = new RowPlace(number);
            foreach (var (_, column, rule) in byRow[row])
            {
                report.Add(columns[column].Gate.Violation(at, columns[column].Text(row), rule));
            }

            foreach (var (_, name, rule) in selection.Refused.Where(r => r.Rows.Contains(number)))
            {
                var column = Array.Find(columns, c => c.Gate.Column.Name == name);
                report.Add(column?.Gate.Violation(at, column.Text(row), rule) ?? new Violation(at, name, null, rule.Rule, rule.Text));
            }

            text.Take(columns, row);
            budget.Take(RejectedRowBytes);
            report.Reject(text.Json, text.Record);
            await report.MakeRoomAsync(cancellationToken);
        }
    }

    /// <summary>Gives the accepted rows their load id and number.</summary>
    private void End(int rows, ReadOnlyMemory<char> loadId, RowChunk chunk, GateReport report)
    {
        for (var row = 0; row < rows; row++)
        {
            if (isKept[row])
            {
                chunk.EndRow(origins?.LoadId(row) ?? loadId, origins?.SourceRow(row) ?? before + row + 1);
                report.Accept();
            }
        }
    }
}
