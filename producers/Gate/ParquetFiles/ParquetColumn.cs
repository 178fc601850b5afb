using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>One column of a row group on its way through its gate.</summary>
internal abstract class ParquetColumn(ColumnGate gate) : IDisposable
{
    public ColumnGate Gate { get; } = gate;

    /// <summary>The value taken last, as text for a violation; null when it was null.</summary>
    public abstract string? LastValue { get; }

    /// <summary>Takes the next row's value. Returns the broken rule, or null.</summary>
    public abstract RuleBreak? TakeNext(ColumnBuffer target);

    public abstract void Dispose();
}

/// <summary>A column of the contract that the file does not have.</summary>
internal sealed class AbsentParquetColumn(AbsentColumn column) : ParquetColumn(column.Gate)
{
    public override string? LastValue => column.Value;

    public override RuleBreak? TakeNext(ColumnBuffer target) => column.Append(target);

    public override void Dispose()
    {
        // There is nothing of the file behind it.
    }
}

/// <summary>Values of one CLR type, converted and checked one by one.</summary>
internal sealed class ParquetColumn<T>(
    ColumnGate gate, ParquetValues<T> values, Func<T, ColumnBuffer, RuleBreak?> append) : ParquetColumn(gate)
    where T : struct
{
    private T last;
    private bool lastIsNull;

    public override string? LastValue => lastIsNull ? null : ParquetConversion.Text(last);

    public override RuleBreak? TakeNext(ColumnBuffer target)
    {
        lastIsNull = !values.Next(out last);
        return lastIsNull ? Gate.AppendNull(target) : append(last, target);
    }

    public override void Dispose() => values.Dispose();
}
