using System.Numerics;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Converts, checks and appends the values of a file's column one by one.</summary>
internal abstract class ParquetValueGate
{
    /// <summary>Switches to the rows of a batch.</summary>
    public abstract void Begin(ParquetBatch batch, ColumnBuffer target);

    /// <summary>Appends a value by its place in the batch. Returns the broken rule, or null.</summary>
    public abstract RuleBreak? Append(int value);
}

/// <summary>Values that a function of their batch converts.</summary>
/// <param name="append">Converts, checks and appends a value by its place in the batch.</param>
internal sealed class ConvertedValues(Func<ParquetBatch, int, ColumnBuffer, RuleBreak?> append) : ParquetValueGate
{
    private ParquetBatch? batch;
    private ColumnBuffer? target;

    public override void Begin(ParquetBatch batch, ColumnBuffer target) => (this.batch, this.target) = (batch, target);

    public override RuleBreak? Append(int value) => append(batch!, value, target!);
}

/// <summary>Whole numbers of up to 64 bits.</summary>
internal sealed class WholeValues<T>(ColumnGate gate) : ParquetValueGate
    where T : struct, IBinaryInteger<T>
{
    private readonly IValueGate<T> typed = (IValueGate<T>)gate;
    private ParquetBatch? batch;
    private ColumnBuffer? target;
    private bool isUnsigned;

    public override void Begin(ParquetBatch batch, ColumnBuffer target)
    {
        (this.batch, this.target) = (batch, target);
        isUnsigned = batch.Column is { IsSigned: false, Bits: 64 };
    }

    public override RuleBreak? Append(int value)
    {
        var number = batch!.Longs[value];
        var converted = T.CreateTruncating(number);
        return long.CreateTruncating(converted) == number && !(isUnsigned && number < 0)
            ? typed.Append(converted, target!)
            : gate.NotOfType;
    }
}
