using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Checks the rows of one CSV file with the column gates, and passes on the accepted rows.</summary>
internal sealed class CsvGate : IDisposable
{
    /// <summary>Rows between two looks at the cancellation token.</summary>
    private const int RowsBetweenLooks = 8192;

    private readonly CsvRecords records;
    private readonly ColumnFit fit;
    private readonly RowSelection selection;
    private readonly ColumnGate[] gates;
    private readonly int[] sources;
    private readonly bool[] isAbsent;
    private readonly RescuedValues? rescued;
    private readonly byte[][] nullValues;
    private readonly bool emptyIsNull;
    private readonly bool[] keepsQuoted;
    private readonly bool hasEscapes;
    private readonly RowOffsets? offsets;
    private readonly RowOrigins? origins;
    private RowPlace? origin;

    /// <param name="content">The file's content; disposed with the gate.</param>
    /// <param name="fit">The file's column of each column of the contract.</param>
    /// <param name="selection">The rows that are checked.</param>
    public CsvGate(Stream content, ColumnFit fit, RowSelection selection)
    {
        var dialect = fit.Dialect;
        (this.fit, this.selection) = (fit, selection);
        records = new CsvRecords(content, dialect, fit.Contract.Columns.Count);
        gates = [.. fit.Contract.Columns.Zip(fit.SourceOf, (c, source) => source is null ? ColumnGate.ForAbsent(c) : ColumnGate.For(c, dialect))];
        sources = [.. fit.SourceOf.Select(source => source ?? -1)];
        isAbsent = [.. fit.SourceOf.Select(source => source is null)];
        rescued = fit.Contract.OnViolation.UnknownColumn is UnknownColumnRule.Rescue ? new RescuedValues(fit.Rescued) : null;
        hasEscapes = dialect.Escape is not null;
        offsets = selection.Offsets is { } begins ? new RowOffsets(begins) : null;
        origins = selection.OriginsFile is { } file ? new RowOrigins(file) : null;
        emptyIsNull = dialect.NullValues.Contains("");
        var quotesTell = dialect is { QuotedNulls: false, Quote: not null };
        keepsQuoted = [.. fit.Contract.Columns.Select(c => quotesTell && c.Type.Kind is (ColumnKind.String or ColumnKind.Binary))];
        nullValues = [.. dialect.NullValues.Where(v => v.Length > 0).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Checks every row. The target has the accepted ones, the report the rejected ones.</summary>
    /// <param name="loadId">The drop's load id, the same memory for all rows.</param>
    /// <param name="mayFlush">Whether full chunks may be handed on before the last row has been seen.</param>
    public async Task RunAsync(
        ReadOnlyMemory<char> loadId, bool mayFlush, IRowTarget target, GateReport report, CancellationToken cancellationToken)
    {
        report.Form = records.Form;
        var rowsIn = 0L;
        while (records.Read())
        {
            origin = origins?.Next();
            var row = Row;
            if (row % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (selection.Skips(row))
            {
                continue;
            }

            offsets?.Confirm(Place);
            rowsIn++;
            if (IsAccepted(target.Current, report))
            {
                target.Current.EndRow(loadId, row);
                report.Accept();
                await target.MakeRoomAsync(mayFlush);
            }
            else
            {
                await report.MakeRoomAsync(cancellationToken);
            }
        }

        offsets?.ConfirmAll();
        origins?.ConfirmAll();
        report.Balance(rowsIn);
    }

    public void Dispose()
    {
        records.Dispose();
        origins?.Dispose();
    }

    private long Row => origin?.Row ?? records.RowNumber;

    private RowPlace Place => origin ?? records.Place;

    /// <summary>Appends the row's values. If the row breaks a rule, reports it and leaves the chunk as it was.</summary>
    private bool IsAccepted(RowChunk chunk, GateReport report)
    {
        var rows = chunk.Rows;
        if (records.Problem is { } broken)
        {
            report.Add(new Violation(Place, null, null, broken.Rule, broken.Text));
        }
        else
        {
            Take(chunk, report);
        }

        if (selection.Refused.Count > 0)
        {
            Refuse(report);
        }

        if (!report.IsBroken)
        {
            return true;
        }

        var raw = records.Raw;
        report.Reject(raw, raw);
        chunk.Truncate(rows);
        return false;
    }

    private void Take(RowChunk chunk, GateReport report)
    {
        for (var i = 0; i < gates.Length; i++)
        {
            var gate = gates[i];
            if (isAbsent[i])
            {
                if (gate.AppendAbsent(chunk.Columns[i]) is { } unfit)
                {
                    report.Add(gate.Violation(Place, gate.Column.Default, unfit));
                }

                continue;
            }

            var field = records.Field(sources[i]);
            var isNull = IsNull(field) ? !(keepsQuoted[i] && records.IsQuoted(sources[i])) : hasEscapes && IsNull(records.RawField(sources[i]));
            var broken = isNull ? gate.AppendNull(chunk.Columns[i]) : gate.Append(field, chunk.Columns[i]);
            if (broken is not null)
            {
                report.Add(gate.Violation(Place, isNull ? null : Encoding.UTF8.GetString(field), broken));
            }
        }

        if (rescued is not null)
        {
            Rescue(rescued, (TextColumn)chunk.Columns[gates.Length], report);
        }
    }

    /// <summary>Keeps the row's values in columns that the contract does not have.</summary>
    private void Rescue(RescuedValues values, TextColumn target, GateReport report)
    {
        values.BeginRow();
        for (var i = 0; i < fit.Rescued.Count; i++)
        {
            var field = records.Field(fit.Rescued[i].Place);
            if (!IsNull(field) && values.Add(i, field) is { } broken)
            {
                report.Add(new Violation(Place, fit.Rescued[i].Name, null, broken.Rule, broken.Text));
            }
        }

        if (!report.IsBroken)
        {
            values.EndRow(target);
        }
    }

    /// <summary>Reports the rules that the row breaks together with other rows.</summary>
    private void Refuse(GateReport report)
    {
        foreach (var refused in selection.Refused)
        {
            if (!refused.Rows.Contains(Row))
            {
                continue;
            }

            var i = Array.FindIndex(gates, g => g.Column.Name == refused.Column);
            report.Add(i >= 0 && !isAbsent[i] && records.Problem is null
                ? gates[i].Violation(Place, Encoding.UTF8.GetString(records.Field(sources[i])), refused.Break)
                : new Violation(Place, refused.Column, null, refused.Break.Rule, refused.Break.Text));
        }
    }

    private bool IsNull(ReadOnlySpan<byte> field)
    {
        if (field.Length == 0)
        {
            return emptyIsNull;
        }

        foreach (var value in nullValues)
        {
            if (field.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }
}
